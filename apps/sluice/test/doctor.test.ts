import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appFile, project } from './project.ts';

test('doctor finds generated files that are not what the project says, and exits 1', async () => {
  const made = project({
    'sluice.ts': appFile(
      "const lint = task({ name: 'lint', run: () => undefined });\nconst ci = automation({ name: 'ci', jobs({ job }) { job(lint); } });",
      'lint',
      'ci',
    ),
  });
  const generated = async () => {
    const { code, stdout } = await made.sluice(['doctor', '--json']);
    const { checks } = JSON.parse(stdout) as {
      checks: readonly { name: string; status: string; message: string; hint?: string }[];
    };
    return { code, ...checks.find((check) => check.name === 'generated files') };
  };
  expect(await generated()).toEqual({ code: 0 });
  mkdirSync(join(made.folder, '.git'));
  await made.sluice(['gha', 'generate']);
  expect(await generated()).toMatchObject({ code: 0, status: 'ok' });
  const file = join(made.folder, '.github', 'workflows', 'ci.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('name: ci', 'name: other'));
  expect(await generated()).toEqual({
    code: 1,
    name: 'generated files',
    status: 'wrong',
    message: 'not up to date: .github/workflows/ci.yml',
    hint: 'sluice gha generate',
  });
});
