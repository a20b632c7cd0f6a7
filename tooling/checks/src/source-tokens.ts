/** A piece of TypeScript that matters to an import scanner: a word, a string literal or a punctuation mark. */
export interface SourceToken {
  readonly kind: 'word' | 'string' | 'mark';
  readonly text: string;
}

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\d[\w.]*/y;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
/** After these a slash begins a regular expression, after any other word it divides. */
const BEFORE_REGEX = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'await',
  'void',
  'else',
  'do',
]);

/**
 * Splits TypeScript into tokens. Comments, template texts, numbers and regular expressions leave nothing behind, so
 * that an import which is only written about is not found; code inside `${}` is read like any other.
 */
export function sourceTokens(source: string): readonly SourceToken[] {
  const tokens: SourceToken[] = [];
  const braces: ('code' | 'template')[] = [];
  let at = 0;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const regexMayStart = (): boolean => {
    const last = tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === 'word') return BEFORE_REGEX.has(last.text);
    return last.kind === 'mark' && !')]}'.includes(last.text);
  };
  const skipTemplate = (): void => {
    for (; at < source.length; at += 1) {
      if (source[at] === '\\') at += 1;
      else if (source[at] === '`') {
        at += 1;
        tokens.push({ kind: 'mark', text: ')' }); // a template is a value: what follows divides
        return;
      } else if (source.startsWith('${', at)) {
        at += 2;
        braces.push('template');
        tokens.push({ kind: 'mark', text: '{' });
        return;
      }
    }
  };

  while (at < source.length) {
    const char = source[at]!;
    if (/\s/u.test(char)) at += 1;
    else if (source.startsWith('//', at)) at = endOf(source, '\n', at);
    else if (source.startsWith('/*', at)) at = endOf(source, '*/', at + 2);
    else if (char === "'" || char === '"') {
      const start = at + 1;
      at = start;
      while (at < source.length && source[at] !== char) at += source[at] === '\\' ? 2 : 1;
      tokens.push({ kind: 'string', text: source.slice(start, at) });
      at += 1;
    } else if (char === '`') {
      at += 1;
      skipTemplate();
    } else if (char === '}' && braces.pop() === 'template') {
      at += 1;
      skipTemplate();
    } else {
      const word = match(WORD);
      const skipped = word ?? match(NUMBER) ?? (regexMayStart() ? match(REGEX) : undefined);
      if (word !== undefined) tokens.push({ kind: 'word', text: word });
      else if (skipped !== undefined) tokens.push({ kind: 'mark', text: ')' });
      else tokens.push({ kind: 'mark', text: char });
      if (char === '{') braces.push('code');
      at += skipped?.length ?? 1;
    }
  }
  return tokens;
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found + mark.length;
}
