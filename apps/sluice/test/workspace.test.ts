import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Project, project } from './project.ts';

const APP = `import { app, flow, status, task } from '@sluice/core';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
const note = (name: string): void => appendFileSync('ledger', name + '\\n');
const fetchSource = task({
  name: 'fetch-source',
  inputs: z.object({ who: z.string() }),
  outputs: { day: z.date(), sizes: z.map(z.string(), z.bigint()), tags: z.set(z.string()), raw: z.instanceof(Uint8Array) },
  artifacts: ['file'],
  secrets: ['TOKEN'],
  async run({ inputs, log, saveArtifact, secret }) {
    note('fetch');
    log.info('hello ' + inputs.who + ' ' + secret('TOKEN'));
    writeFileSync('a b.txt', 'content');
    await saveArtifact('file', 'a b.txt');
    return { day: new Date('2026-11-21T10:00:00Z'), sizes: new Map([['a', 2n ** 70n]]), tags: new Set(['x']), raw: new Uint8Array([1, 255]) };
  },
});
const build = task({
  name: 'build',
  inputs: z.object({ day: z.date(), sizes: z.map(z.string(), z.bigint()), tags: z.set(z.string()), raw: z.instanceof(Uint8Array), file: z.string() }),
  outputs: ['seen'],
  run({ inputs: { day, sizes, tags, raw, file }, fail }) {
    note('build');
    if (readFileSync('mode', 'utf8') === 'die') process.kill(process.pid, 'SIGKILL');
    if (readFileSync('mode', 'utf8') === 'throw') fail('no paper');
    return { seen: [day.getUTCFullYear(), sizes.get('a'), tags.has('x'), raw[1], readFileSync(file, 'utf8')].join(' ') };
  },
});
const say = task({ name: 'say', inputs: z.object({ text: z.string() }), outputs: ['text'], run({ inputs }) { note('say'); return { text: inputs.text }; } });
const tidy = task({ name: 'tidy', run() { note('tidy'); } });
const release = flow({
  name: 'release',
  inputs: z.object({ who: z.string() }),
  steps({ step }, { who }) {
    const source = step(fetchSource, { who });
    const built = step(build, { day: source.output('day'), sizes: source.output('sizes'), tags: source.output('tags'), raw: source.output('raw'), file: source.artifact('file') });
    const said = step(say, { text: built.output('seen') });
    step(tidy, {}, { needs: [said], when: status.always });
    return { text: said.output('text') };
  },
});
export default app({ entryPoint: 'sluice', commands: { Work: [release] } });
`;

function released(): Project & {
  step(step: string, env?: Record<string, string>): ReturnType<Project['sluice']>;
  ledger(): string;
  result(name: string): unknown;
  mode(mode: string): void;
} {
  const made = project({ 'sluice.ts': APP, mode: '' });
  const path = (name: string): string => join(made.folder, name);
  const env = { SLUICE_WORKSPACE: "w ö'$x", TOKEN: 'hunter2-secret' };
  return {
    ...made,
    sluice: (args, options) => made.sluice(args, { ...options, env: { ...env, ...options?.env } }),
    step: (step, more) => made.sluice(['release', '--step', step], { env: { ...env, ...more } }),
    ledger: () =>
      existsSync(path('ledger'))
        ? readFileSync(path('ledger'), 'utf8').trim().replaceAll('\n', ' ')
        : '',
    result: (name) => JSON.parse(readFileSync(path(`w ö'$x/${name}.json`), 'utf8')) as unknown,
    mode: (mode) => writeFileSync(path('mode'), mode),
  };
}

test('a flow step by step: typed values, artifacts, a failure that is mended, a secret that stays out', async () => {
  const at = released();
  expect((await at.step('1')).stderr).toContain('error[WORKSPACE_NOT_FOUND]');
  const setup = await at.sluice(['release', '--setup', '--who=ann']);
  expect(setup).toMatchObject({ code: 0, stdout: '1_fetch-source\n2_build\n3_say\n4_tidy\n' });
  expect(await at.step('01')).toMatchObject({ code: 0 });
  expect(at.result('1_fetch-source')).toMatchObject({
    status: 'success',
    error: null,
    traceback: null,
  });

  at.mode('die');
  const killed = await at.step('2_build');
  expect([killed.code, killed.stderr]).toEqual([1, expect.stringContaining('SIGKILL')]);
  expect(at.result('2_build')).toMatchObject({
    status: 'failure',
    value: null,
    error: { code: 'EXEC_FAILED' },
  });
  const needs = await at.step('3');
  expect([needs.code, needs.stderr]).toEqual([
    1,
    expect.stringContaining(
      'error[STEP_NEED_FAILED]: `3_say` does not run: it needs `2_build`, which failed:',
    ),
  ]);
  expect(await at.step('4')).toMatchObject({ code: 0 });
  expect(at.ledger()).toBe('fetch build tidy');

  at.mode('');
  expect(await at.step('2')).toMatchObject({ code: 0 });
  const said = await at.step('3_say');
  expect(said).toMatchObject({ code: 0, stdout: `text: 2026 ${2n ** 70n} true 255 content\n` });
  // What came after the step that was mended has not run: it runs again.
  expect(await at.step('tidy')).toMatchObject({ code: 0 });
  expect(at.ledger()).toBe('fetch build tidy build say tidy');

  const folder = join(at.folder, "w ö'$x");
  for (const each of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(each.parentPath, each.name);
    if (!each.isFile()) continue;
    expect(readFileSync(path, 'utf8')).not.toContain('hunter2-secret');
    if (/\.json$/.test(path) && !path.includes('_artifacts')) {
      expect([path, (statSync(path).mode & 0o777).toString(8)]).toEqual([path, '600']);
    }
  }
});

test('what does not go together is said before anything is read', async () => {
  const at = released();
  const both = await at.sluice(['release', '--setup', '--step=1', '--who=ann']);
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('do not go together')]);
  const nowhere = await at.step('1', { SLUICE_WORKSPACE: '' });
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('SLUICE_WORKSPACE')]);
});

test('isolated: an interruption ends the step, lets clean-up run, and exits 130', async () => {
  const step = (id: string, command: string, more = {}) => ({
    id,
    run: { kind: 'shell', command },
    ...more,
  });
  const at = project({
    'slow.json': JSON.stringify({
      irVersion: 1,
      kind: 'flow',
      name: 'slow',
      inputs: {},
      outputs: {},
      on: [],
      steps: [
        step('a', 'echo $$ > pid; echo started; exec sleep 300'),
        step('b', 'echo tidy', { needs: ['a'], when: 'always()' }),
      ],
    }),
  });
  const ended = await at.sluice(['run', 'slow.json', '--isolated', '--workspace=w'], {
    interruptAt: 'a | started',
  });
  expect(ended.code).toBe(130);
  expect(ended.stderr).toContain('b | tidy');
  const pid = Number(readFileSync(join(at.folder, 'pid'), 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(readdirSync(join(at.folder, 'w')).filter((name) => !name.startsWith('_'))).toEqual([
    '2_b.json',
  ]);
});
