/** The part of TOML that a file of secrets needs: `KEY = "value"`, comments, nothing else. @module */
import { WorkflowError } from '@sluice/core/plan';

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** Names and values. Throws `SECRET_MISSING` with the line; a message never shows what stands there. */
export function parseSecrets(text: string, file: string): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const fail = (message: string, hint: string): WorkflowError =>
      new WorkflowError('SECRET_MISSING', message, {
        hint,
        location: { file, line: at + 1, column: 1 },
      });
    const pair = /^\s*([A-Za-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*')\s*(#.*)?$/.exec(line);
    if (!pair) {
      throw fail(
        `Line ${at + 1} of \`secrets.toml\` is not a secret.`,
        'Write it as `NAME = "value"`.',
      );
    }
    const [, name, quoted] = pair as unknown as [string, string, string];
    if (secrets.has(name)) {
      throw fail(`\`${name}\` stands twice in \`secrets.toml\`.`, 'Remove one of the lines.');
    }
    const value = quoted.startsWith("'") ? quoted.slice(1, -1) : unescaped(quoted.slice(1, -1));
    if (value === undefined) {
      throw fail(
        `\`${name}\` has an unknown escape in \`secrets.toml\`.`,
        "Put the value in single quotes: `'…'`.",
      );
    }
    secrets.set(name, value);
  }
  return secrets;
}

function unescaped(text: string): string | undefined {
  let known = true;
  const value = text.replace(/\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)/gu, (_, letter: string) => {
    if (letter.length > 1) {
      const point = Number.parseInt(letter.slice(1), 16);
      const scalar = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
      if (scalar) return String.fromCodePoint(point);
    } else if (Object.hasOwn(ESCAPES, letter)) return ESCAPES[letter]!;
    known = false;
    return '';
  });
  return known ? value : undefined;
}
