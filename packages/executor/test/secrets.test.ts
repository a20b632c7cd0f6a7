import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorFacts } from '@sluice/core/plan';
import { expect, it } from 'vitest';
import { createMasker } from '../src/logs/masker.ts';
import { type Finished, machine, shell, task } from './support/machine.ts';

const errorOf = (done: Finished, step: string): ErrorFacts | undefined =>
  done.events.flatMap((event) =>
    event.type === 'step-failed' && event.step === step ? [event.error] : [],
  )[0];
const TOKEN = 'tok/en+1"quoted" & mörę\'s';
const declared = { secrets: ['TOKEN'], env: { MINE: '${{ secrets.TOKEN }}' } };
const node = (code: string): string => `node -e ${JSON.stringify(code).replaceAll('$', '\\$')}`;

it('shows a secret in no form, and gives it to nobody who does not declare it', async () => {
  const token = 's3cr3t/+"quoted" & more';
  await using m = await machine({
    secrets: { TOKEN: token },
    env: { ...process.env, TOKEN: token },
  });
  const done = await m.run([
    task('log', 'leak', { into: 'log' }),
    task('output', 'leak', { into: 'output' }),
    task('error', 'leak', { into: 'error' }),
    shell('inherits', 'echo "<$TOKEN>"'),
    shell('declared', 'echo "$MINE"; test ${#MINE} -gt 10', {
      secrets: ['TOKEN'],
      env: { MINE: '${{ secrets.TOKEN }}' },
    }),
    shell('mask', 'echo "::add-mask::hidden"; echo "it is hidden here" >&2'),
  ]);
  const forms = [
    token,
    Buffer.from(token).toString('base64'),
    encodeURIComponent(token),
    JSON.stringify(token).slice(1, -1),
  ];
  const logs = (
    await Promise.all(
      ['log', 'output', 'error', 'inherits', 'declared'].map((step) => done.log(step)),
    )
  ).flat();
  const everything = `${JSON.stringify(done.events)}\n${logs.join('\n')}`;
  for (const form of forms) expect(everything).not.toContain(form);
  expect(logs).toContain('plain ***');
  expect(logs).toContain('base64 ***');
  expect(logs).toContain('inherited nothing');
  expect(done.outputs('inherits')?.['stdout']).toBe('<>');
  expect(await done.log('declared')).toEqual(['***']);
  expect(done.result('log')).toBe('step-completed');
  expect(errorOf(done, 'output')?.code).toBe('OUTPUT_INVALID');
  expect(errorOf(done, 'error')?.message).toBe('cannot log in with ***');
  expect(done.outputs('declared')?.['stdout']).toBe('***');
  expect((await done.log('mask')).join('\n')).toContain('it is *** here');
});

it('fails a step whose secret has no value', async () => {
  await using m = await machine();
  const done = await m.run([task('leak', 'leak', { into: 'log' })]);
  expect(errorOf(done, 'leak')?.code).toBe('SECRET_MISSING');
});

it('masks what encoders make of a secret', () => {
  const masker = createMasker();
  masker.add(TOKEN);
  const forms = {
    base64: Buffer.from(`user:${TOKEN}`).toString('base64'),
    base64url: Buffer.from(`ab${TOKEN}xyz`).toString('base64url'),
    uri: encodeURIComponent(TOKEN),
    form: new URLSearchParams({ t: TOKEN }).toString(),
    json: JSON.stringify({ t: TOKEN }),
    'json in json': JSON.stringify(JSON.stringify([TOKEN])),
    'json of python': '["tok/en+1\\"quoted\\" & m\\u00f6r\\u0119\'s"]',
    'trace of a shell': `+ echo 'tok/en+1"quoted" & mörę'\\''s'`,
  };
  for (const [name, form] of Object.entries(forms)) {
    expect(masker.mask(form), name).toContain('***');
    expect(masker.mask(form), name).not.toMatch(/quoted|cXVvdGVk|en%2B|F1b3Rl/i);
  }
});

it('masks each line of a secret of several lines, but not a brace', () => {
  const masker = createMasker();
  const key = '{\n  "private": "abc\\ndef",\n  "id": 12345\n}\n';
  masker.add(key);
  expect(masker.mask('x "private": "abc\\ndef", y')).toBe('x *** y');
  expect(masker.mask(JSON.stringify(key))).toBe('"***"');
  expect(masker.mask('{ "other": {} }')).toBe('{ "other": {} }');
});

it('masks a secret that comes in pieces, and one that lies where a long line is cut', async () => {
  await using m = await machine({ secrets: { TOKEN } });
  const write = (text: string): string => `process.stdout.write(${text})`;
  const done = await m.run([
    shell(
      'pieces',
      node(
        `const t = process.env.MINE; ${write('t.slice(0, 5)')}; setTimeout(() => ${write('t.slice(5)')}, 50)`,
      ),
      declared,
    ),
    ...[-30, -20, -10, -1, 0].map((shift) =>
      shell(
        `border${-shift}`,
        node(write(`'x'.repeat(1048576 + ${shift}) + process.env.MINE + 'y'.repeat(1100000)`)),
        declared,
      ),
    ),
  ]);
  expect(await done.log('pieces')).toEqual(['***']);
  for (const step of ['border30', 'border20', 'border10', 'border1', 'border0']) {
    const lines = await done.log(step);
    expect(lines.join('').replace(/x+/, 'x').replace(/y+/, 'y'), step).toBe('x***y');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(1048576);
  }
});

it('refuses a secret in anything that would be kept or handed on', async () => {
  await using m = await machine({ secrets: { TOKEN, WORD: 'swordfish' } });
  writeFileSync(join(m.folder, 'fine.txt'), '');
  const word = { secrets: ['WORD'], env: { MINE: '${{ secrets.WORD }}' } };
  const say = (to: string, text: string): string => `echo "${text}" >> "$${to}"`;
  const text = { type: 'string' };
  const done = await m.run([
    shell('output', say('GITHUB_OUTPUT', 'v=a${MINE}b'), { ...word, outputs: { v: text } }),
    shell('inside', say('GITHUB_OUTPUT', 'v=[{\\"$MINE\\":1}]'), { ...word, outputs: { v: true } }),
    shell('document', say('GITHUB_OUTPUT', 'v=$MINE'), {
      ...word,
      outputs: { v: text },
      produces: { document: 'report', output: 'v' },
    }),
    shell('env', say('GITHUB_ENV', 'LATER=$MINE'), word),
    shell('env-name', say('GITHUB_ENV', '$MINE=x'), word),
    shell('path', say('GITHUB_PATH', '/opt/$MINE'), word),
    task('artifact', 'leaky-artifact'),
    shell('error', 'printf "%0495d%s" 0 "$MINE" >&2; exit 1', word),
    shell('no-output', 'printf "%075d%s\\n" 0 "$MINE" >> "$GITHUB_OUTPUT"', word),
  ]);
  const steps = [
    'output',
    'inside',
    'document',
    'env',
    'env-name',
    'path',
    'artifact',
    'no-output',
  ];
  for (const step of steps) expect(errorOf(done, step)?.code, step).toBe('OUTPUT_INVALID');
  expect(errorOf(done, 'output')?.hint).toContain('declaring them there');
  expect(errorOf(done, 'error')?.message).toContain('***');
  const everything = JSON.stringify(done.events);
  for (const part of ['swordfish', 'sword', 'swo']) expect(everything).not.toContain(part);
});

it('lets nobody inherit what anybody declares', async () => {
  const env = { ...process.env, MINE: '', OTHERS: 'from the host', TOKEN, FAR: 'far away' };
  await using m = await machine({ env, secretNames: () => ['FAR'], secrets: { OTHERS: 'x1y2z3' } });
  const print = node('console.log(process.env.OTHERS, process.env.TOKEN, process.env.FAR)');
  const done = await m.run([
    shell('declares', 'true', { secrets: ['OTHERS'] }),
    shell('child', `bash -c '${print.replaceAll("'", '"')}'`),
    {
      id: 'script',
      run: { kind: 'script', language: 'node', source: 'console.log(process.env.OTHERS)' },
    },
    task('task', 'inherits'),
  ]);
  expect(done.outcome.status).toBe('completed');
  expect(done.outputs('child')?.['stdout']).toBe('undefined undefined undefined');
  expect(done.outputs('script')?.['stdout']).toBe('undefined');
  expect(done.outputs('task')).toEqual({ own: 'none', child: 'none', asked: 'SECRET_UNDECLARED' });
});

it('keeps the console of tasks in the process of the host apart, and masks it', async () => {
  await using m = await machine({ byValue: true, secrets: { TOKEN } });
  const { log } = console;
  const said: string[] = [];
  console.log = (text: string) => void said.push(text);
  try {
    const done = m.run([
      task('one', 'leak', { into: 'log' }),
      task('two', 'leak', { into: 'log' }),
    ]);
    console.log('from the host');
    const { log: logOf, outcome } = await done;
    console.log('from the host again');
    expect(outcome.status).toBe('completed');
    for (const step of ['one', 'two']) {
      const lines = await logOf(step);
      expect(lines).toContain('base64 ***');
      expect(lines.join('\n')).not.toContain(Buffer.from(TOKEN).toString('base64'));
      expect(lines.filter((line) => line.startsWith('base64'))).toHaveLength(1);
    }
    expect(said).toEqual(['from the host', 'from the host again']);
  } finally {
    console.log = log;
  }
});
