/** Text into a tree: GitHub's grammar, with our own messages. @module */
import { didYouMean } from '../suggest.ts';
import { arityProblem, FUNCTION_NAMES, functionNamed } from './functions.ts';
import { lex, type Token } from './lex.ts';
import type { ContextPath, ExprNode, Operator } from './node.ts';
import { type ExpressionProblem, ParseFailure } from './problem.ts';
import { CONTEXT_NAMES, indexOf, propertyOf } from './property.ts';

/** How deep GitHub lets an expression nest. */
const MAX_EXPRESSION_DEPTH = 50;

/** A tree, or the first problem in the text. */
export type ParsedExpression =
  | { readonly ok: true; readonly node: ExprNode }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** What the parser may be told. */
export interface ParseOptions {
  /** Names that an expression may start with besides ours. For conformance tests. */
  readonly contexts?: readonly string[];
}

/** Reads one bare expression, without `${{ }}`. The tree is in normal form. */
export function parseExpression(text: string, options: ParseOptions = {}): ParsedExpression {
  try {
    return { ok: true, node: new Parser(lex(text), options.contexts ?? []).whole() };
  } catch (error) {
    if (error instanceof ParseFailure) return { ok: false, problem: error.problem };
    throw error;
  }
}

const KNOWN_FUNCTIONS: string = FUNCTION_NAMES.map((name) => `\`${name}\``).join(', ');

/** From loose to tight. Operators of one row are read from left to right. */
const BINARY: readonly (readonly Operator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
];

class Parser {
  readonly #tokens: readonly Token[];
  readonly #contexts: ReadonlyMap<string, string>;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], extraContexts: readonly string[]) {
    this.#tokens = tokens;
    this.#contexts = new Map(
      [...extraContexts, ...CONTEXT_NAMES].map((name) => [name.toLowerCase(), name]),
    );
  }

  whole(): ExprNode {
    if (this.#peek().kind === 'end') {
      throw new ParseFailure('The expression is empty.', 0, 'Write one, or leave the key out.');
    }
    const node = this.#expression();
    const rest = this.#peek();
    if (rest.kind !== 'end') this.#unexpected(rest);
    return node;
  }

  #expression(): ExprNode {
    this.#deeper(1);
    const node = this.#binary(0);
    this.#depth--;
    return node;
  }

  #binary(row: number): ExprNode {
    const operators = BINARY[row];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(row + 1);
    let operator = this.#operator(operators);
    // GitHub counts a chain of `&&` or of `||` as one level, and the comparisons as none.
    const levels = operator !== undefined && row < 2 ? 1 : 0;
    this.#deeper(levels);
    while (operator !== undefined) {
      left = { op: operator, left, right: this.#binary(row + 1) };
      operator = this.#operator(operators);
    }
    this.#depth -= levels;
    return left;
  }

  #operator(of: readonly Operator[]): Operator | undefined {
    const { kind } = this.#peek();
    if (!(of as readonly string[]).includes(kind)) return undefined;
    this.#at++;
    return kind as Operator;
  }

  #unary(): ExprNode {
    if (!this.#take('!')) return this.#postfix();
    this.#deeper(1);
    const of = this.#unary();
    this.#depth--;
    return { op: '!', of };
  }

  #postfix(): ExprNode {
    const first = this.#next();
    if (first.kind === 'literal') return { op: 'literal', value: first.value };
    let node = this.#primary(first);
    let levels = 0;
    for (;;) {
      if (this.#take('.')) {
        this.#deeper(1);
        const name = this.#next();
        if (name.kind === 'name') node = propertyOf(node, name.text);
        else if (name.kind === '*') node = { op: 'filter', of: node };
        else this.#unexpected(name);
      } else if (this.#take('[')) {
        if (this.#take('*')) node = { op: 'filter', of: node };
        else node = indexOf(node, this.#expression());
        this.#close(']');
        this.#deeper(1);
      } else {
        this.#depth -= levels;
        return node;
      }
      levels++;
    }
  }

  #primary(token: Token): ExprNode {
    if (token.kind === 'name') {
      return this.#take('(') ? this.#call(token) : this.#context(token);
    }
    if (token.kind === '(') {
      const node = this.#expression();
      this.#close(')');
      return node;
    }
    return this.#unexpected(token);
  }

  #call(name: Token): ExprNode {
    const args: ExprNode[] = [];
    if (!this.#take(')')) {
      do args.push(this.#expression());
      while (this.#take(','));
      this.#close(')');
    }
    const known = functionNamed(name.text);
    if (known === undefined) {
      const context = this.#contexts.get(name.text.toLowerCase());
      throw new ParseFailure(
        `\`${name.text}\` is not a function.`,
        name.start,
        context === undefined
          ? (didYouMean(name.text, FUNCTION_NAMES) ?? `Use one of ${KNOWN_FUNCTIONS}.`)
          : `It is a context: write \`${context}.name\`.`,
      );
    }
    const problem = arityProblem(known, args.length);
    if (problem !== undefined) throw new ParseFailure(problem, name.start);
    return { op: 'call', name: known, args };
  }

  #context(token: Token): ExprNode {
    const name = this.#contexts.get(token.text.toLowerCase());
    if (name === undefined) {
      throw new ParseFailure(
        `\`${token.text}\` is not a context.`,
        token.start,
        contextHint(token.text, this.#contexts.values()),
      );
    }
    // An extra context of a test is not a ContextName; nothing but tests sees it.
    return { op: 'context', path: [name] as unknown as ContextPath };
  }

  #close(sign: ')' | ']'): void {
    if (this.#take(sign)) return;
    const token = this.#peek();
    if (token.kind === 'end') {
      throw new ParseFailure(
        `A \`${sign}\` is missing.`,
        token.start,
        `Close it with \`${sign}\`.`,
      );
    }
    this.#unexpected(token);
  }

  #unexpected(token: Token): never {
    const before = this.#tokens[this.#tokens.indexOf(token) - 1];
    if (token.kind === 'end') {
      throw new ParseFailure(
        `Something is missing after \`${before?.text ?? ''}\`.`,
        token.start,
        before?.kind === '.' ? 'Write the name of a property there.' : 'Write a value there.',
      );
    }
    throw new ParseFailure(
      `\`${token.text}\` is not expected ${before === undefined ? 'at the beginning' : `after \`${before.text}\``}.`,
      token.start,
      unexpectedHint(token, before),
    );
  }

  #deeper(levels: number): void {
    this.#depth += levels;
    if (this.#depth > MAX_EXPRESSION_DEPTH) {
      throw new ParseFailure(
        `The expression is nested more than ${MAX_EXPRESSION_DEPTH} levels deep.`,
        this.#peek().start,
        'Compute a part of it in an earlier step.',
      );
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  /** The current token; `end` is never left behind. */
  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  #take(kind: Token['kind']): boolean {
    if (this.#peek().kind !== kind) return false;
    this.#at++;
    return true;
  }
}

/** Contexts of GitHub that a plan does not have, and what to write instead. */
const FOREIGN: Readonly<Partial<Record<string, string>>> = Object.assign(Object.create(null), {
  needs: 'Write `steps.<id>.outputs.<name>` or `steps.<id>.result`.',
  jobs: 'Write `steps.<id>.outputs.<name>`.',
  job: 'A plan does not know its machine; ask in the step itself.',
  runner: 'A plan does not know its machine; ask in the step itself.',
  strategy: 'Use `matrix.<axis>`.',
});

function contextHint(name: string, known: Iterable<string>): string | undefined {
  const foreign = FOREIGN[name.toLowerCase()];
  if (foreign !== undefined) return foreign;
  const called = functionNamed(name);
  if (called !== undefined) return `It is a function: write \`${called}()\`.`;
  return (
    didYouMean(name, [...known, 'true', 'false', 'null']) ??
    `If a text is meant, quote it: \`'${name}'\`.`
  );
}

/** Operators of other languages. */
const WORDS: Readonly<Partial<Record<string, string>>> = Object.assign(Object.create(null), {
  and: 'Write "and" as `&&`.',
  or: 'Write "or" as `||`.',
  in: 'Write `contains(list, value)`.',
});

function unexpectedHint(token: Token, before: Token | undefined): string | undefined {
  if (before?.kind === '.' && token.kind === 'literal') {
    return `A property that is not a name goes in brackets: \`[${token.text}]\`.`;
  }
  if (before?.kind === '.') return 'Write the name of a property there.';
  const isValue = token.kind === 'literal' || token.kind === 'name';
  const followsValue =
    before?.kind === 'literal' ||
    before?.kind === 'name' ||
    before?.kind === ')' ||
    before?.kind === ']';
  if (isValue && followsValue) return WORDS[token.text] ?? 'Put an operator between them.';
  if (!isValue && !followsValue) return 'Write a value there.';
  return undefined;
}
