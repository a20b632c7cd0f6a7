/** Where the artifacts and logs of local runs are: `.sluice/` of the project, or the home. @module */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sluiceHome } from '@sluice/storage';
import type { CliIo } from '../io.ts';

/** The folder of a project, made where it is missing, with a `.gitignore` of its own. */
export function runFolder(appFile: string | undefined, env: CliIo['env']): string {
  if (appFile === undefined) return sluiceHome(env);
  const folder = join(dirname(appFile), '.sluice');
  mkdirSync(folder, { recursive: true });
  const ignore = join(folder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  return folder;
}
