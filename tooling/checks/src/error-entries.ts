import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './workspace.ts';

/** The entry of one error code in the documents. */
export interface ErrorEntry {
  readonly code: string;
  readonly text: string;
}

/** The codes of `ErrorCode`, then those that only the command line has, read from the sources. */
export function errorCodes(): readonly string[] {
  return [
    ...unionMembers('packages/core/src/plan/errors.ts', 'ErrorCode'),
    ...unionMembers('packages/cli/src/problem.ts', 'CliCode'),
  ];
}

function unionMembers(path: string, type: string): readonly string[] {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const union = new RegExp(`export type ${type} =([^;]*);`).exec(source)?.[1] ?? '';
  return [...union.matchAll(/^\s*\|\s*'([A-Z_]+)'/gm)].map(([, code]) => code!);
}

/** The entries of `docs/errors/README.md`: one heading of the third level each. */
export function errorEntries(): readonly ErrorEntry[] {
  const text = readFileSync(join(ROOT, 'docs/errors/README.md'), 'utf8');
  return text
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...body] = section.split('\n');
      return { code: heading.trim(), text: body.join('\n').split(/^## /m)[0]!.trim() };
    });
}
