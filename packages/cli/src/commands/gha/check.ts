/** `sluice gha check` and `sluice gha diff`: whether the workflow files are what the project says. They write nothing. @module */
import { type Drift, findDrift } from '@sluice/gha-generator';
import { readOwnFlags } from '../../argv/own-flags.ts';
import type { CliContext } from '../../context.ts';
import { upToDate } from './generate.ts';
import { noWords } from './no-words.ts';
import { projectFiles } from './project-files.ts';

const WORDS: Readonly<Record<Drift['kind'], string>> = {
  changed: 'changed',
  missing: 'missing',
  orphaned: 'orphaned',
  taken: 'by hand',
};

/** Names what differs, shows how, and ends with 1 when anything does. */
export async function checkCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { drift, count } = await compare(rest, 'gha check', context);
  const { stdout, stderr } = context.io;
  if (drift.length === 0) {
    stdout.write(`${upToDate(count)}\n`);
    return 0;
  }
  stdout.write(drift.map(({ diff }) => diff).join(''));
  const width = Math.max(...drift.map(({ kind }) => WORDS[kind].length));
  for (const { kind, path } of drift) stderr.write(`${WORDS[kind].padEnd(width)}  ${path}\n`);
  stderr.write('hint: sluice gha generate\n');
  return 1;
}

/** Shows what `generate` would change. */
export async function diffCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { drift } = await compare(rest, 'gha diff', context);
  context.io.stdout.write(drift.map(({ diff }) => diff).join(''));
  return 0;
}

async function compare(
  rest: readonly string[],
  command: string,
  context: CliContext,
): Promise<{ readonly drift: readonly Drift[]; readonly count: number }> {
  const { flags, words } = readOwnFlags(rest, { out: 'text' }, command);
  noWords(words, command);
  const { source, files, existing } = await projectFiles(context, {
    out: flags.out,
    warn: false,
  });
  return { drift: findDrift(source, files, existing), count: files.length };
}
