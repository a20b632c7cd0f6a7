import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';
import { describe, expect } from 'vitest';
import { createSecretSource, sluiceHome } from '../src/index.ts';
import { test } from './temporary.ts';

async function source(
  folder: string,
  toml: string,
  mode = 0o600,
): Promise<ReturnType<typeof createSecretSource>> {
  await writeFile(join(folder, 'secrets.toml'), toml);
  await chmod(join(folder, 'secrets.toml'), mode);
  return createSecretSource({ env: { FROM_ENV: 'env', EMPTY: '' }, home: folder });
}

async function refusal(secrets: ReturnType<typeof createSecretSource>): Promise<WorkflowError> {
  const error: unknown = await Promise.resolve(secrets.get('A')).catch((reason: unknown) => reason);
  if (WorkflowError.is(error, 'SECRET_MISSING')) return error;
  throw new Error('not refused');
}

describe('secrets', () => {
  test('come from the environment first, then from the file', async ({ folder }) => {
    const secrets = await source(
      folder,
      '# mine\nFROM_ENV = "file"\nEMPTY = "file"\nA = "x#\\"\\u00e9\\n" # c\nB=\'c:\\d\'\n',
    );
    const names = ['FROM_ENV', 'EMPTY', 'A', 'B', 'C', 'toString'];
    expect(await Promise.all(names.map((name) => secrets.get(name)))).toEqual([
      'env',
      'file',
      'x#"é\n',
      'c:\\d',
      undefined,
      undefined,
    ]);
  });
  test('need no file', async ({ folder }) => {
    const secrets = createSecretSource({ env: { A: '1' }, home: folder });
    expect([await secrets.get('A'), await secrets.get('B')]).toEqual(['1', undefined]);
  });
  test('in a file that others can read are refused', async ({ folder }) => {
    const error = await refusal(await source(folder, 'A = "hush"', 0o644));
    expect(error.message).toBe('`secrets.toml` is open to others (mode 0644).');
    expect(error.hint).toContain('chmod 600');
  });
  test.for([
    'A hush',
    '[table]',
    'A = hush',
    'A = "hush',
    'A = "hush"\nA = "hush"',
    'A = "\\q hush"',
    'A = """hush"""',
  ])('never show in a message: %j', async (toml, { folder }) => {
    const error = await refusal(await source(folder, `# first\n${toml}`));
    expect(error.location?.line).toBeGreaterThan(1);
    expect(`${error.message} ${error.hint}`).not.toContain('hush');
  });
});

describe('the home', () => {
  test('is what was chosen, else an existing one, else the one of XDG', async ({ folder }) => {
    expect(sluiceHome({ HOME: folder, SLUICE_HOME: join(folder, 'x') })).toBe(join(folder, 'x'));
    expect(sluiceHome({ HOME: folder })).toBe(join(folder, '.local/share/sluice'));
    expect(sluiceHome({ HOME: folder, XDG_DATA_HOME: '/data' })).toBe('/data/sluice');
    expect(sluiceHome({ HOME: folder, XDG_DATA_HOME: 'data' })).toBe(
      join(folder, '.local/share/sluice'),
    );
    await mkdir(join(folder, '.sluice'));
    expect(sluiceHome({ HOME: folder, XDG_DATA_HOME: '/data' })).toBe(join(folder, '.sluice'));
  });
});
