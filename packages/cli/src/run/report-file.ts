/** Files that a run leaves where a flag says. @module */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { replaceFile, storageProblem } from '@sluice/storage';
import { Problems } from '../problem.ts';

/** A place for a file, checked before anything runs. */
export interface ReportFile {
  write(content: object): Promise<void>;
}

/** The file that a flag names. Throws {@link Problems} where no file can be written. */
export function reportFile(flag: string, path: string, cwd: string): ReportFile {
  const file = resolve(cwd, path);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw unusable(flag, `\`${path}\` is a folder.`, `Name a file: ${flag}=${path}/run.json.`);
  }
  let folder = dirname(file);
  let found = statSync(folder, { throwIfNoEntry: false });
  while (found === undefined && dirname(folder) !== folder) {
    folder = dirname(folder);
    found = statSync(folder, { throwIfNoEntry: false });
  }
  if (found?.isDirectory() !== true || !isWritable(folder)) {
    throw unusable(flag, `\`${path}\` cannot be written in \`${folder}\`.`, `Name another file.`);
  }
  return {
    write: (content) =>
      replaceFile(file, `${JSON.stringify(content, null, 2)}\n`).catch((error: unknown) => {
        throw storageProblem(file, error) ?? error;
      }),
  };
}

function unusable(flag: string, fact: string, hint: string): Problems {
  return new Problems({ code: 'USAGE_INVALID', message: `\`${flag}\`: ${fact}`, hint });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
