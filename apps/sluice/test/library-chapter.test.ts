/** The chapter about the library does what it says, line by line, in a shell. */
import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { project } from './project.ts';

const app = dirname(dirname(fileURLToPath(import.meta.url)));
const chapter = readFileSync(join(app, '..', '..', 'docs', '06-library.md'), 'utf8');
const block = (title: string): string =>
  new RegExp(`^\`\`\`\\w+ ${title}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(chapter)?.[1] ?? '';

test('the session of the chapter', { timeout: 120_000 }, async () => {
  const { folder } = project({ 'hello.json': block('hello\\.json') });
  const command = join(folder, 'sluice');
  const bin = join(app, 'src', 'bin.ts');
  writeFileSync(
    command,
    `#!/bin/sh\nexec '${process.execPath}' --conditions=@sluice/source '${bin}' "$@"\n`,
  );
  chmodSync(command, 0o755);
  const lines = block('session').trim().split('\n');
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const [typed = '', promise = 'nothing was promised'] = line.split(/\s+# /);
    const { code, text } = await new Promise<{ code: number; text: string }>((resolve) => {
      const env = { PATH: `${folder}:${process.env['PATH']}`, HOME: folder, CI: '1' };
      execFile('sh', ['-c', typed], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
      );
    });
    expect({ typed, code, text }).toMatchObject({
      code: 0,
      text: expect.stringContaining(promise),
    });
  }
});
