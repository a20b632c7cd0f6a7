/** `sluice gha generate`: writes the workflow files of a project. @module */
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findDrift } from '@sluice/gha-generator';
import { replaceFile } from '@sluice/storage';
import { readOwnFlags } from '../../argv/own-flags.ts';
import type { CliContext } from '../../context.ts';
import { Problems } from '../../problem.ts';
import { noWords } from './no-words.ts';
import { projectFiles } from './project-files.ts';

/** Writes what has changed, and removes what nothing asks for any more. A file by hand stops everything. */
export async function generateCommand(
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  const { flags, words } = readOwnFlags(rest, { out: 'text', stdout: 'switch' }, 'gha generate');
  noWords(words, 'gha generate');
  const { source, folder, files, existing } = await projectFiles(context, {
    out: flags.out,
    warn: true,
  });
  const { stdout } = context.io;
  if (flags.stdout) {
    stdout.write(files.map(({ content }) => content).join('---\n'));
    return 0;
  }
  const drift = findDrift(source, files, existing);
  const taken = drift.filter(({ kind }) => kind === 'taken');
  if (taken.length > 0) {
    throw new Problems(
      ...taken.map(({ path }) => ({
        code: 'FILE_BY_HAND' as const,
        message: `\`${path}\` was written by hand.`,
        hint: 'Move it away, or rename the automation: a file that is not generated is never written over.',
      })),
    );
  }
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  for (const { kind, path } of drift) {
    const file = join(folder, basename(path));
    if (kind === 'orphaned') rmSync(file);
    else await replaceFile(file, contents.get(path)!);
    const shown = flags.out === undefined ? path : join(flags.out, basename(path));
    stdout.write(`${kind === 'orphaned' ? 'removed' : 'wrote'} ${shown}\n`);
  }
  if (drift.length === 0) stdout.write(`${upToDate(files.length)}\n`);
  return 0;
}

/** `3 workflow files are up to date.` */
export function upToDate(count: number): string {
  if (count === 0) return 'The project has no automations, and no flow with triggers.';
  return count === 1 ? '1 workflow file is up to date.' : `${count} workflow files are up to date.`;
}
