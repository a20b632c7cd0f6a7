/** Where a person's own files are. @module */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The home of Sluice: `$SLUICE_HOME`, else an existing `~/.sluice`, else `$XDG_DATA_HOME/sluice`. */
export function sluiceHome(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['SLUICE_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const user = env['HOME'] || homedir();
  const dotted = join(user, '.sluice');
  if (statSync(dotted, { throwIfNoEntry: false })?.isDirectory()) return dotted;
  const data = env['XDG_DATA_HOME'];
  // The XDG rules: a path that is not absolute does not count.
  return data?.startsWith('/') ? join(data, 'sluice') : join(user, '.local', 'share', 'sluice');
}
