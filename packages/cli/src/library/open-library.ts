/** The library of saved workflows that the command line works on. @module */
import { join, resolve } from 'node:path';
import type { LibraryNotice, WorkflowLibrary } from '@sluice/core/run';
import { createFileLibrary, sluiceHome } from '@sluice/storage';
import type { CliContext } from '../context.ts';
import { printProblems } from '../text/problem-text.ts';

/** The folder of the library: what `--library` says, else `workflows` in the home. */
export function libraryFolder({ io, flags }: Pick<CliContext, 'io' | 'flags'>): string {
  return flags.library === undefined
    ? join(sluiceHome(io.env), 'workflows')
    : resolve(io.cwd, flags.library);
}

/** The library of this user. Nothing is read or made before it is asked. */
export function openLibrary(context: Pick<CliContext, 'io' | 'flags'>): WorkflowLibrary {
  return createFileLibrary(libraryFolder(context));
}

/** Prints what a list leaves out, and what an imported workflow does otherwise. */
export function noticeOf({ io, style }: CliContext): LibraryNotice {
  return (warning) => io.stderr.write(printProblems([warning], { cwd: io.cwd, style }));
}
