/**
 * Regular expressions as a tree: the part of ECMAScript's grammar that JSON Schema recommends for exchange (characters,
 * classes, anchors, groups, alternatives, quantifiers), and what a loaded pattern says beyond it. Look-around and
 * back-references are refused: without them a match never takes longer than the text is long.
 * Source: https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
 * @module
 */

/** One node of a pattern. An `atom` is the source of what matches a single character. */
export type PatternNode =
  | { readonly op: 'atom'; readonly source: string }
  | { readonly op: 'anchor'; readonly at: '^' | '$' | '\\b' | '\\B' }
  | { readonly op: 'sequence' | 'choice'; readonly of: readonly PatternNode[] }
  | { readonly op: 'repeat'; readonly of: PatternNode; readonly min: number; readonly max: number };

/** A pattern that was read, or why it was not. */
export type ReadPattern =
  | { readonly ok: true; readonly node: PatternNode; readonly unicode: boolean }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

/** How deep groups may be nested. */
const MAX_GROUPS = 100;

/** Reads a pattern, by the newer grammar (`u`) or else by the older one. */
export function readPattern(pattern: string): ReadPattern {
  const flags = ['u', ''].find((each) => compiles(pattern, each));
  if (flags === undefined) {
    return { ok: false, message: `\`${pattern}\` is no regular expression.` };
  }
  try {
    return { ok: true, node: new Reader(pattern, flags).read(), unicode: flags === 'u' };
  } catch (error) {
    if (error instanceof Unsupported)
      return { ok: false, message: error.message, hint: error.hint };
    throw error;
  }
}

function compiles(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false; // a grammar that does not know it
  }
}

class Unsupported extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Reads what a compiler has found to be right: it has to find out what belongs together only. */
class Reader {
  readonly #text: string;
  readonly #unicode: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, flags: string) {
    this.#text = text;
    this.#unicode = flags === 'u';
  }

  read(): PatternNode {
    return this.#choice();
  }

  #choice(): PatternNode {
    if (++this.#depth > MAX_GROUPS) {
      throw new Unsupported(
        `The groups of a pattern are nested more than ${MAX_GROUPS} deep.`,
        'Write a simpler one.',
      );
    }
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    this.#depth--;
    return branches.length === 1 ? branches[0]! : { op: 'choice', of: branches };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#text.length && !this.#sees('|') && !this.#sees(')')) {
      parts.push(this.#quantified(this.#term()));
    }
    return { op: 'sequence', of: parts };
  }

  #term(): PatternNode {
    for (const at of ['^', '$', '\\b', '\\B'] as const) {
      if (this.#take(at)) return { op: 'anchor', at };
    }
    if (this.#take('(')) return this.#group();
    return { op: 'atom', source: this.#atom() };
  }

  #group(): PatternNode {
    if (this.#take('?') && !this.#take(':')) {
      const kind = this.#match(/(?:<?[=!]|<[^>]+>|[a-z-]*:)/y);
      if (kind === undefined || !kind.startsWith('<') || /^<[=!]/.test(kind)) {
        throw new Unsupported(
          '`pattern` looks ahead or behind, or changes its flags inside.',
          'Say what the whole text looks like, or check the rest in the task.',
        );
      }
    }
    const inner = this.#choice();
    this.#take(')');
    return inner;
  }

  #atom(): string {
    if (this.#sees('[')) return this.#match(/\[(?:[^\]\\]|\\.)*\]/sy) ?? this.#character();
    if (!this.#sees('\\')) return this.#character();
    if (this.#match(/\\(?:[1-9]|k<)/y) !== undefined) {
      throw new Unsupported(
        '`pattern` refers back to one of its groups.',
        'Check in the task that two parts are the same.',
      );
    }
    const escaped = this.#unicode
      ? /\\(?:u\{[^}]*\}|u[Dd][89ABab]..\\u[Dd][C-Fc-f]..|u....|x..|c.|[pP]\{[^}]*\}|.)/suy
      : /\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|c[A-Za-z]|.)/sy;
    return this.#match(escaped) ?? this.#character();
  }

  /** A character that stands for itself, or the dot. */
  #character(): string {
    const point = this.#unicode ? this.#text.codePointAt(this.#at) : undefined;
    const character =
      point === undefined ? this.#text.charAt(this.#at) : String.fromCodePoint(point);
    this.#at += character.length;
    return character;
  }

  #quantified(of: PatternNode): PatternNode {
    const text = this.#match(/[*+?]|\{\d+(?:,\d*)?\}/y);
    if (text === undefined) return of;
    this.#take('?');
    if (text === '*') return { op: 'repeat', of, min: 0, max: Number.POSITIVE_INFINITY };
    if (text === '+') return { op: 'repeat', of, min: 1, max: Number.POSITIVE_INFINITY };
    if (text === '?') return { op: 'repeat', of, min: 0, max: 1 };
    const [min, max] = text.slice(1, -1).split(',');
    if (max === undefined) return { op: 'repeat', of, min: Number(min), max: Number(min) };
    const most = max === '' ? Number.POSITIVE_INFINITY : Number(max);
    return { op: 'repeat', of, min: Number(min), max: most };
  }

  #sees(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  #take(text: string): boolean {
    if (!this.#sees(text)) return false;
    this.#at += text.length;
    return true;
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}
