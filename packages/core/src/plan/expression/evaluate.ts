/** Evaluation: GitHub's own evaluator over lazy views of raw JSON. @module */
import { type data, Evaluator } from '@actions/expressions';
import { truthy } from '@actions/expressions/result';
import { WorkflowError } from '../errors.ts';
import type { Json } from '../names.ts';
import { bounded } from './bounded.ts';
import { compileExpression } from './compile.ts';
import type { ContextName, ExprNode } from './node.ts';
import { parseExpression } from './parse.ts';
import { printExpression } from './print.ts';
import { expressionError } from './problem.ts';
import { usesStatusFunction } from './references.ts';
import { hasExpression, parseTemplate, wholeExpression } from './template.ts';
import { rawOf, type View, viewOf } from './view.ts';

/** What the status functions say. `always()` needs nothing. */
export interface StatusFacts {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

/** Everything an expression can see. */
export interface EvaluationScope {
  /**
   * The contexts: raw JSON, or objects that make their properties when asked (getters; a proxy answers `has` and
   * `get`). A context that is not given is empty.
   */
  readonly values: Readonly<Partial<Record<ContextName, unknown>>>;
  /** Without it nothing has failed: `success()` is true. */
  readonly status?: StatusFacts | undefined;
  /** Without it `hashFiles` throws `EXPR_INVALID`. */
  readonly hashFiles?: ((patterns: readonly string[]) => string) | undefined;
}

/**
 * The value of an expression. A path gives the very value that stands there, not a copy.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function evaluate(node: ExprNode, scope: EvaluationScope): Json {
  return rawOf(run(node, scope)) as Json;
}

/**
 * The decision of a condition, as GitHub takes it: nothing means `success()`, and a condition without a status
 * function means `success() && (condition)`.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function evaluateCondition(
  condition: string | ExprNode | undefined,
  scope: EvaluationScope,
): boolean {
  const success = scope.status?.success ?? true;
  const node = typeof condition === 'string' ? conditionNode(condition) : condition;
  if (node === undefined) return success;
  if (!success && !looksAtStatus(node)) return false;
  return truthy(run(node, scope));
}

/**
 * The tree of a condition's text, or undefined where it is blank. A condition that is one whole `${{ }}` is taken
 * without it.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function conditionNode(condition: string): ExprNode | undefined {
  const text = condition.trim();
  return text === '' ? undefined : (wholeExpression(text) ?? readExpression(text));
}

/**
 * The value of a text: of one whole `${{ }}` the raw value, otherwise a text in which each value is written by
 * GitHub's rules, and lists and objects as `toJSON` writes them. What comes out is not read again.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function evaluateTemplate(text: string, scope: EvaluationScope): Json {
  if (!hasExpression(text)) return text;
  const template = parseTemplate(text);
  if (!template.ok) throw expressionError(text, template.problem);
  const [first] = template.parts;
  if (template.parts.length === 1 && typeof first === 'object') return evaluate(first, scope);
  return template.parts
    .map((part) => (typeof part === 'string' ? part : toText(run(part, scope))))
    .join('');
}

/**
 * A JSON value with every text in it evaluated. Keys are left as they are, and so are the values that come out.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function resolveTemplates(value: Json, scope: EvaluationScope): Json {
  if (typeof value === 'string') return evaluateTemplate(value, scope);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: Json) => resolveTemplates(each, scope));
  const resolved = Object.entries(value).map(([key, each]): [string, Json] => [
    key,
    resolveTemplates(each, scope),
  ]);
  // Not by assignment: `__proto__` is a key like any other.
  return Object.fromEntries(resolved);
}

const readExpression: (text: string) => ExprNode = bounded((text) => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw expressionError(text, parsed.problem);
  return parsed.node;
});

const statusUse = new WeakMap<ExprNode, boolean>();

function looksAtStatus(node: ExprNode): boolean {
  let uses = statusUse.get(node);
  if (uses === undefined) {
    uses = usesStatusFunction(node);
    statusUse.set(node, uses);
  }
  return uses;
}

function run(node: ExprNode, scope: EvaluationScope): View {
  const compiled = compileExpression(node);
  try {
    return new Evaluator(
      compiled,
      // The evaluator calls `get` of both and nothing else.
      new Contexts(scope.values) as unknown as data.Dictionary,
      new Functions(scope) as unknown as Map<string, FunctionDefinition>,
    ).evaluate();
  } catch (error) {
    if (WorkflowError.is(error)) throw error;
    throw new WorkflowError(
      'EXPR_INVALID',
      `\`${printExpression(node)}\` cannot be evaluated: ${failure(error)}`,
    );
  }
}

type FunctionDefinition =
  NonNullable<ConstructorParameters<typeof Evaluator>[2]> extends Map<string, infer F> ? F : never;

/** The contexts of one evaluation; each is wrapped when it is first asked for. */
class Contexts {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #views = new Map<string, View>();

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  get(name: string): View {
    let view = this.#views.get(name);
    if (view === undefined) {
      const raw = this.#values[name];
      view = viewOf(raw === undefined ? {} : raw, name === 'env');
      this.#views.set(name, view);
    }
    return view;
  }
}

interface Callable {
  call(...args: View[]): View;
}

const TO_JSON: Callable = { call: (value) => viewOf(toJson(value!)) };
const FROM_JSON: Callable = { call: (value) => viewOf(fromJson(value!.coerceString())) };

/** The functions that are ours: those that GitHub's evaluator leaves to its host, and those that must see raw values. */
class Functions {
  readonly #scope: EvaluationScope;

  constructor(scope: EvaluationScope) {
    this.#scope = scope;
  }

  get(name: string): Callable | undefined {
    const { status, hashFiles } = this.#scope;
    switch (name) {
      case 'tojson':
        return TO_JSON;
      case 'fromjson':
        return FROM_JSON;
      case 'always':
        return { call: () => viewOf(true) };
      case 'success':
        return { call: () => viewOf(status?.success ?? true) };
      case 'failure':
        return { call: () => viewOf(status?.failure ?? false) };
      case 'cancelled':
        return { call: () => viewOf(status?.cancelled ?? false) };
      case 'hashfiles':
        return {
          call: (...patterns) => {
            if (hashFiles === undefined) throw new Error('`hashFiles` is not available here.');
            return viewOf(hashFiles(patterns.map((each) => each.coerceString())));
          },
        };
      default:
        return undefined;
    }
  }
}

/** GitHub's format: two spaces, keys in their order. */
function toJson(view: View): string {
  return JSON.stringify(rawOf(view), null, 2);
}

/** The message never quotes the text: it may hold a secret. */
function fromJson(text: string): unknown {
  if (text.trim() === '') {
    throw new WorkflowError('EXPR_INVALID', '`fromJSON` was given an empty text.', {
      hint: "The output of a skipped step is empty: write `fromJSON(x || 'null')`.",
    });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new WorkflowError('EXPR_INVALID', '`fromJSON` was given a text that is not JSON.', {
      hint: 'Write the value with `toJSON`, or fix the step that makes it.',
    });
  }
}

function toText(view: View): string {
  return view.primitive ? view.coerceString() : toJson(view);
}

/** The evaluator's complaint in our words, without the values it quotes. */
function failure(error: unknown): string {
  if (error instanceof RangeError) return 'it is too large or nested too deeply.';
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('could not evaluate index') && error instanceof Error) {
    return failure(error.cause);
  }
  if (message.includes('references more arguments')) {
    return '`format` refers to more values than it was given.';
  }
  if (message.includes('format string is invalid')) {
    return 'a brace in the first argument of `format` has no partner; a brace that is meant is doubled.';
  }
  if (message.startsWith('case predicate')) {
    return 'a condition of `case` is not a boolean.';
  }
  return message;
}
