/** `sluice gha export`: the lock of actions in GitHub's own format. @module */
import { join } from 'node:path';
import { GITHUB_LOCK_FILE, printGitHubLock } from '@sluice/gha-generator';
import { replaceFile } from '@sluice/storage';
import { readOwnFlags } from '../../argv/own-flags.ts';
import type { CliContext } from '../../context.ts';
import { noWords } from './no-words.ts';
import { projectFiles } from './project-files.ts';

/** Writes `.github/workflows/actions.lock`, or prints it. */
export async function exportCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { flags, words } = readOwnFlags(rest, { stdout: 'switch' }, 'gha export');
  noWords(words, 'gha export');
  const { root, lock, files } = await projectFiles(context, { out: undefined, warn: false });
  const text = printGitHubLock(files, lock);
  if (flags.stdout) context.io.stdout.write(text);
  else {
    await replaceFile(join(root, GITHUB_LOCK_FILE), text);
    context.io.stderr.write(`wrote    ${GITHUB_LOCK_FILE}\n`);
  }
  return 0;
}
