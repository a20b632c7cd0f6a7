/** `sluice` as one file and a name on the `PATH`: what starts often starts faster so. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder for the `PATH` in which `sluice` is a program. Somebody else removes it. */
export function bundledCommand(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-command-'));
  const script = fileURLToPath(new URL('../bundle.mjs', import.meta.url));
  execFileSync(process.execPath, [script, join(folder, 'lib')]);
  writeFileSync(join(folder, 'package.json'), '{"type":"module","version":"0.0.0"}');
  const cli = fileURLToPath(new URL('../../../../packages/cli/node_modules', import.meta.url));
  symlinkSync(cli, join(folder, 'node_modules'), 'junction');
  const command = join(folder, 'sluice');
  writeFileSync(
    command,
    `#!/bin/sh\nexec '${process.execPath}' --conditions=@sluice/source '${join(folder, 'lib/bin.js')}' "$@"\n`,
  );
  chmodSync(command, 0o755);
  return folder;
}
