/** Paths that a plan gives: they may not lead out of the folder that they start from. @module */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';

/**
 * The file that a path means, from a root folder. Throws `INPUT_INVALID` for one that leads out of it: by `..`, as an
 * absolute path, or through a link.
 */
export async function pathInside(
  workspace: string,
  root: string | undefined,
  path: string,
): Promise<string> {
  const folder = await realpath(resolve(workspace, root ?? '.')).catch(() => {
    throw new WorkflowError('INPUT_INVALID', `There is no folder \`${root ?? workspace}\`.`, {
      hint: 'Let `root` name a folder that exists.',
    });
  });
  const file = resolve(folder, path);
  if (path === '' || path.includes('\0') || !isInside(folder, file)) throw leadsOut(path, folder);
  const real = await realOf(file);
  if (!isInside(folder, real)) throw leadsOut(path, folder);
  return file;
}

/** Where a path leads, as far as it exists. */
async function realOf(file: string): Promise<string> {
  let missing = '';
  for (let at = file; ; at = dirname(at)) {
    try {
      return join(await realpath(at), missing);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT' || dirname(at) === at) throw error;
      missing = join(at.slice(dirname(at).length + (dirname(at).endsWith('/') ? 0 : 1)), missing);
    }
  }
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}

function leadsOut(path: string, folder: string): WorkflowError {
  return new WorkflowError('INPUT_INVALID', `\`${path}\` is not a file in \`${folder}\`.`, {
    hint: 'Write a path in that folder, or let `root` name another one.',
  });
}
