/** Expressions as GitHub evaluates them: GitHub's own lexer, parser and evaluator over plain JSON contexts. @module */
import { data, Evaluator, type Expr, Lexer, Parser } from '@actions/expressions';
import { FunctionCall, type Literal } from '@actions/expressions/ast';
import { falsy } from '@actions/expressions/result';

/** What the status functions answer at the place where a condition stands. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

/** The contexts at a place, as plain JSON, by name. */
export type Contexts = Readonly<Record<string, unknown>>;

/** What a place gives to an expression. */
export interface Scope {
  readonly contexts: Contexts;
  readonly status?: Status;
}

const STATUS_FUNCTIONS = ['success', 'failure', 'cancelled', 'always'];
const INFO = STATUS_FUNCTIONS.map((name) => ({ name, minArgs: 0, maxArgs: 0 }));

/**
 * Whether an `if` holds. Nothing means `success()`; a condition that calls no status function means
 * `success() && (condition)` (GitHub's documentation, "Status check functions").
 */
export function holds(condition: unknown, scope: Scope): boolean {
  const text = String(condition ?? '').trim();
  const success = scope.status?.success ?? true;
  if (text === '') return success;
  const inner = /^\$\{\{(?<inner>[\s\S]*)\}\}$/.exec(text)?.groups?.['inner'] ?? text;
  const expression = parse(inner, scope);
  if (!callsStatus(expression) && !success) return false;
  return !falsy(evaluate(expression, scope));
}

/** A value with every text in it evaluated, at any depth. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return resolveText(value, scope);
  if (Array.isArray(value)) return value.map((each) => resolve(each, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, resolve(each, scope)]),
  );
}

/** A text as GitHub gives it to an environment variable, an input of an action or a script. */
export function resolveToText(value: unknown, scope: Scope): string {
  const resolved = resolve(value, scope);
  return toData(resolved).coerceString();
}

function resolveText(text: string, scope: Scope): unknown {
  const parts = split(text);
  const [first] = parts;
  if (parts.length === 1 && first?.expression === true) {
    return toJson(evaluate(parse(first.text, scope), scope));
  }
  return parts
    .map((part) =>
      part.expression ? evaluate(parse(part.text, scope), scope).coerceString() : part.text,
    )
    .join('');
}

interface Part {
  readonly text: string;
  readonly expression: boolean;
}

/** The literal and the `${{ }}` parts of a text; `}}` inside a string literal does not end an expression. */
function split(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('${{', from);
    if (open === -1) break;
    const close = endOf(text, open + 3);
    if (open > from) parts.push({ text: text.slice(from, open), expression: false });
    parts.push({ text: text.slice(open + 3, close), expression: true });
    from = close + 2;
  }
  if (from < text.length || parts.length === 0) {
    parts.push({ text: text.slice(from), expression: false });
  }
  return parts;
}

function endOf(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith('}}', at)) return at;
  }
  throw new Error(`An expression is not closed: ${text}`);
}

function parse(text: string, scope: Scope): Expr {
  const { tokens } = new Lexer(text).lex();
  const functions = scope.status === undefined ? [] : INFO;
  return new Parser(tokens, Object.keys(scope.contexts), functions).parse();
}

function evaluate(expression: Expr, scope: Scope): data.ExpressionData {
  const contexts = new data.Dictionary(
    ...Object.entries(scope.contexts).map(([key, value]) => ({ key, value: toData(value) })),
  );
  const { status } = scope;
  const answer = (name: string): boolean =>
    name === 'always' || status?.[name as keyof Status] === true;
  const functions = new Map(
    INFO.map((info) => [
      info.name,
      { ...info, call: () => new data.BooleanData(answer(info.name)) },
    ]),
  );
  return new RunnerEvaluator(expression, contexts, functions).evaluate();
}

/** Version 0.3.61 of the package un-doubles only the first `''` of a literal; GitHub's runner un-doubles all. */
class RunnerEvaluator extends Evaluator {
  override visitLiteral(literal: Literal): data.ExpressionData {
    const { lexeme } = literal.token;
    // The name after a dot is a literal too, without quotes.
    if (!lexeme.startsWith("'")) return super.visitLiteral(literal);
    return new data.StringData(lexeme.slice(1, -1).replaceAll("''", "'"));
  }
}

function callsStatus(expression: unknown): boolean {
  if (typeof expression !== 'object' || expression === null) return false;
  if (
    expression instanceof FunctionCall &&
    STATUS_FUNCTIONS.includes(expression.functionName.lexeme.toLowerCase())
  ) {
    return true;
  }
  return Object.values(expression).some((child) =>
    Array.isArray(child) ? child.some(callsStatus) : callsStatus(child),
  );
}

function toData(value: unknown): data.ExpressionData {
  return JSON.parse(JSON.stringify(value ?? null), data.reviver) as data.ExpressionData;
}

function toJson(value: data.ExpressionData): unknown {
  return JSON.parse(JSON.stringify(value, data.replacer));
}
