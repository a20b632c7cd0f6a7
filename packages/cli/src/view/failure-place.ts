/** Where a failure came from, in the user's own code. @module */
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a file. The file is relative to the folder it was asked from, when it is below it. */
export interface FailurePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The first frame that is neither Node's, nor a dependency's, nor ours. */
export function failurePlace(traceback: string | undefined, cwd: string): FailurePlace | undefined {
  const frames = (traceback ?? '').matchAll(/^\s*at (?:.* \()?(\S.*?):(\d+):(\d+)\)?$/gm);
  for (const [, where = '', line, column] of frames) {
    const file = pathOf(where);
    if (file === undefined || !isTheirs(file)) continue;
    const near = relative(cwd, file);
    const isBelow = near !== '' && !near.startsWith('..') && !isAbsolute(near);
    return { file: isBelow ? near : file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** The folder that holds our packages: installed, `node_modules/@sluice`; here, `packages`. */
const OURS = fileURLToPath(import.meta.url).replace(/[\\/]cli[\\/](?:src|dist)[\\/].*$/s, sep);

function isTheirs(file: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(file) && !file.startsWith(OURS);
}

function pathOf(where: string): string | undefined {
  if (where.startsWith('file:')) return fileURLToPath(where.replace(/[?#].*$/, ''));
  return isAbsolute(where) ? where : undefined;
}
