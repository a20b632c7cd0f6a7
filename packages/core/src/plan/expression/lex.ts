/** Text into tokens, by the rules of GitHub's lexer. @module */
import { ParseFailure } from './problem.ts';

/** The longest text GitHub takes as one expression. */
const MAX_EXPRESSION_LENGTH = 21_000;

/** Signs that stand for themselves. */
export type Sign =
  | '('
  | ')'
  | '['
  | ']'
  | ','
  | '.'
  | '*'
  | '!'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||';

/** One token. `start` counts characters from 0. */
export type Token = { readonly text: string; readonly start: number } & (
  | { readonly kind: Sign | 'name' | 'end' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
);

/** What GitHub's lexer allows as a name, and the only property names that can follow a dot. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(text);
}

const BOUNDARY = /[()[\],.!<>=&|\s]/;
/** Case matters here, as it does to GitHub: `TRUE` is a name. */
const KEYWORDS: ReadonlyMap<string, boolean | number | null> = new Map<
  string,
  boolean | number | null
>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
]);

/** All tokens of a text, the last of kind `end`. Throws {@link ParseFailure}. */
export function lex(text: string): readonly Token[] {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new ParseFailure(
      `The expression has ${text.length} characters; GitHub allows ${MAX_EXPRESSION_LENGTH}.`,
      MAX_EXPRESSION_LENGTH,
      'Compute a part of it in an earlier step.',
    );
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const sign = text[at]!;
    const pair = text.slice(at, at + 2);
    if (sign === ' ' || sign === '\t' || sign === '\n' || sign === '\r') {
      at++;
      continue;
    }
    if (isPair(pair)) {
      tokens.push({ kind: pair, text: pair, start });
      at += 2;
      continue;
    }
    if (isSign(sign)) {
      tokens.push({ kind: sign, text: sign, start });
      at++;
      continue;
    }
    if (sign === '.' && canHaveProperty(tokens.at(-1))) {
      tokens.push({ kind: '.', text: '.', start });
      at++;
      continue;
    }
    if (sign === "'") {
      at = endOfText(text, start);
      const word = text.slice(start, at);
      tokens.push({
        kind: 'literal',
        value: word.slice(1, -1).replaceAll("''", "'"),
        text: word,
        start,
      });
      continue;
    }
    const isNumber = /[0-9.+-]/.test(sign);
    do at++;
    while (at < text.length && (!BOUNDARY.test(text[at]!) || (isNumber && text[at] === '.')));
    const word = text.slice(start, at);
    const before = tokens.at(-1);
    tokens.push(isNumber ? numberToken(word, start, before) : nameToken(word, start, before));
  }
  tokens.push({ kind: 'end', text: '', start: text.length });
  return tokens;
}

function isSign(text: string): text is '(' | ')' | '[' | ']' | ',' | '*' | '!' | '<' | '>' {
  return text.length === 1 && '()[],*!<>'.includes(text);
}

function isPair(text: string): text is '==' | '!=' | '<=' | '>=' | '&&' | '||' {
  return (
    text === '==' ||
    text === '!=' ||
    text === '<=' ||
    text === '>=' ||
    text === '&&' ||
    text === '||'
  );
}

/** A dot after anything else begins a number: `.5`. */
function canHaveProperty(before: Token | undefined): boolean {
  return (
    before?.kind === 'name' || before?.kind === ']' || before?.kind === ')' || before?.kind === '*'
  );
}

/** The place after the closing quote; a doubled quote is a quote. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    at = text.indexOf("'", at);
    if (at < 0) {
      throw new ParseFailure(
        `The text that begins with \`${short(text.slice(start))}\` has no closing quote.`,
        start,
        "Close it with `'`; a quote inside a text is doubled, as in `'it''s'`.",
      );
    }
    if (text[at + 1] !== "'") return at + 1;
    at += 2;
  }
}

function numberToken(word: string, start: number, before: Token | undefined): Token {
  if (word.startsWith('.') && before?.kind === 'literal') {
    throw new ParseFailure(
      `\`${short(word)}\` cannot follow \`${short(before.text)}\`.`,
      start,
      'Only a context, a call and an expression in parentheses have properties.',
    );
  }
  if (word === '+' || word === '-') {
    throw new ParseFailure(
      `\`${word}\` is not an operator of the language.`,
      start,
      'There is no arithmetic: compute in a step.',
    );
  }
  // JavaScript knows binary numbers, GitHub does not.
  const value = /^0[bB]/.test(word) ? Number.NaN : Number(word);
  if (Number.isNaN(value)) {
    throw new ParseFailure(
      `\`${short(word)}\` is not a number.`,
      start,
      'Write it as `10`, `1.5`, `1e3`, `0xff` or `0o17`.',
    );
  }
  return { kind: 'literal', value, text: word, start };
}

function nameToken(word: string, start: number, before: Token | undefined): Token {
  if (!isIdentifier(word)) {
    throw new ParseFailure(`\`${short(word)}\` is not part of the language.`, start, hintFor(word));
  }
  const keyword = before?.kind === '.' ? undefined : KEYWORDS.get(word);
  if (keyword !== undefined) return { kind: 'literal', value: keyword, text: word, start };
  return { kind: 'name', text: word, start };
}

function hintFor(word: string): string | undefined {
  switch (word[0]) {
    case '=':
      return 'Compare with `==`.';
    case '&':
      return 'Write "and" as `&&`.';
    case '|':
      return 'Write "or" as `||`.';
    case '?':
    case ':':
      return 'Choose with `case(condition, value, otherwise)`.';
    case '"':
    case '`':
      return "Write text in single quotes: `'text'`.";
    case '$':
      return 'Leave out `$` and braces: an expression is written bare here.';
    case '{':
    case '}':
      return 'Leave out the braces: an expression is written bare here.';
    default:
      return undefined;
  }
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
