/** What is wrong with a text of JSON, and where: `JSON.parse` tells the place only sometimes, and of YAML nobody wrote. @module */

/** The first thing that is wrong. */
export interface JsonProblem {
  readonly message: string;
  /** Of the character that cannot stand there, from 0. */
  readonly offset: number;
}

class Broken extends Error {
  readonly problem: JsonProblem;
  constructor(message: string, offset: number) {
    super(message);
    this.problem = { message, offset };
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_$][\w$]*/y;

/** The first problem of a text that should be JSON (RFC 8259); undefined when there is none. */
export function jsonProblem(text: string): JsonProblem | undefined {
  let at = 0;
  const blank = (): void => {
    while (' \t\r\n'.includes(text[at] ?? 'x')) at++;
    if (text.startsWith('//', at) || text.startsWith('/*', at)) {
      throw new Broken('JSON has no comments.', at);
    }
  };
  const found = (): string => (at >= text.length ? 'the text ends' : `here is \`${text[at]}\``);
  const want = (what: string): Broken => new Broken(`${what} is missing: ${found()}.`, at);

  const string = (what: string): void => {
    if (text[at] === "'") throw new Broken('A text stands in double quotes.', at);
    if (text[at] !== '"') throw want(what);
    const start = at++;
    for (; text[at] !== '"'; at++) {
      const character = text[at];
      if (character === undefined || character === '\n') {
        throw new Broken('The text that begins here has no closing `"`.', start);
      }
      if (character < ' ') throw new Broken('A text has no control characters: write `\\t`.', at);
      if (character !== '\\') continue;
      const escaped = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at + 1, at + 6));
      if (escaped === null)
        throw new Broken(`\`\\${text[at + 1] ?? ''}\` is no escape of JSON.`, at);
      at += escaped[0].length;
    }
    at++;
  };
  const list = (close: string, item: () => void): void => {
    at++;
    blank();
    if (text[at] === close) return void at++;
    for (;;) {
      item();
      blank();
      if (text[at] === close) return void at++;
      if (text[at] !== ',') throw want(`\`,\` or \`${close}\``);
      const comma = at++;
      blank();
      if (text[at] === close) throw new Broken('Nothing follows this comma: take it out.', comma);
    }
  };
  const member = (): void => {
    string('A name in double quotes');
    blank();
    if (text[at] !== ':') throw want('`:`');
    at++;
    value();
  };
  const value = (): void => {
    blank();
    switch (text[at]) {
      case '{':
        return list('}', member);
      case '[':
        return list(']', value);
      case '"':
      case "'":
        return string('A text');
    }
    for (const pattern of [NUMBER, WORD]) {
      pattern.lastIndex = at;
      const [match] = pattern.exec(text) ?? [];
      if (match === undefined) continue;
      if (pattern === WORD && !['true', 'false', 'null'].includes(match)) {
        throw new Broken(`\`${match}\` is no value of JSON: texts stand in double quotes.`, at);
      }
      at += match.length;
      return;
    }
    throw want('A value');
  };
  try {
    value();
    blank();
    if (at < text.length) throw new Broken('Something follows the end of the JSON.', at);
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error.problem;
    // The stack has an end: a text that is nested too deep is no plan.
    if (error instanceof RangeError) return { message: 'It is nested too deeply.', offset: at };
    throw error;
  }
}

/** The line and the column of a character, both from 1. */
export function placeIn(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
