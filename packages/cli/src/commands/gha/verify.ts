/** `sluice gha verify`: what GitHub's own parser and language service say about the workflow files. @module */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { WORKFLOWS_FOLDER } from '@sluice/gha-generator';
import { readOwnFlags } from '../../argv/own-flags.ts';
import type { CliContext } from '../../context.ts';
import { Problems } from '../../problem.ts';
import { printProblems } from '../../text/problem-text.ts';
import { repositoryRoot, workflowFilesIn } from './project-files.ts';

/** Verifies the files named, or all workflow files of the repository. Exit code 1 where GitHub finds something. */
export async function verifyCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { words } = readOwnFlags(rest, {}, 'gha verify');
  const { io, style } = context;
  const root = repositoryRoot(io.cwd);
  const files =
    words.length > 0
      ? await namedFiles(words, io.cwd, root)
      : workflowFilesIn(join(root, WORKFLOWS_FOLDER));
  const count = Object.keys(files).length;
  if (count === 0) {
    io.stderr.write('There are no workflow files: sluice gha generate writes them.\n');
    return 0;
  }
  const { verifyWorkflow } = await import('@sluice/gha-generator/verify');
  let found = 0;
  for (const [path, content] of Object.entries(files)) {
    for (const { severity, message, line, column } of await verifyWorkflow(path, content)) {
      found++;
      const location = {
        file: resolve(root, path),
        ...(line !== undefined && { line }),
        ...(column !== undefined && { column }),
      };
      const problem = { code: 'GHA_UNSUPPORTED' as const, severity, message, location };
      io.stderr.write(printProblems([problem], { cwd: io.cwd, style }));
    }
  }
  const those = count === 1 ? '1 file' : `${count} files`;
  io.stderr.write(found === 0 ? `GitHub accepts ${those}.\n` : `${found} found in ${those}.\n`);
  return found === 0 ? 0 : 1;
}

async function namedFiles(
  names: readonly string[],
  cwd: string,
  root: string,
): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const name of names) {
    const file = resolve(cwd, name);
    if (!existsSync(file)) {
      throw new Problems({
        code: 'USAGE_INVALID',
        message: `There is no file \`${name}\`.`,
        hint: 'Pass workflow files, or nothing for all of them.',
      });
    }
    files[relative(root, file).replaceAll('\\', '/')] = await readFile(file, 'utf8');
  }
  return files;
}
