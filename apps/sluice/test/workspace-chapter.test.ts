import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { project } from './project.ts';

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));
const chapter = readFileSync(new URL('../../../docs/07-workspace.md', import.meta.url), 'utf8');
const block = (title: string): string =>
  new RegExp(`^\`\`\`\\w+ ${title}\n([\\s\\S]*?)^\`\`\``, 'm').exec(chapter)?.[1] ?? '';

test('the commands of the chapter about workspaces do what it says', async () => {
  const at = project({ 'sluice.ts': block('sluice.ts') });
  const path = join(at.folder, 'bin');
  mkdirSync(path);
  writeFileSync(
    join(path, 'sluice'),
    `#!/bin/sh\nexec '${process.execPath}' --conditions=@sluice/source '${bin}' "$@"\n`,
  );
  chmodSync(join(path, 'sluice'), 0o755);
  const env = {
    PATH: [path, dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: at.folder,
    CI: '1',
  };
  const lines = block('example').trim().split('\n');
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const [command = '', promise = ''] = line.split(/\s+# /);
    const ended = await new Promise<{ code: number; text: string }>((resolve) => {
      execFile('sh', ['-c', command], { cwd: at.folder, env }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
      );
    });
    const fails = promise === 'exit 1';
    expect([command, ended.code, ended.text]).toEqual([command, fails ? 1 : 0, ended.text]);
    if (!fails) expect(ended.text).toContain(promise);
  }
});
