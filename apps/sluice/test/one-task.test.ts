import { expect, test } from 'vitest';
import { appFile, project } from './project.ts';

const tasks = (secrets: string) =>
  appFile(
    `const where = task({ name: 'where', outputs: ['pid', 'folder', 'run', 'hidden'], run() {
  console.log('to standard output'); process.stderr.write('to standard error');
  return { pid: String(process.pid), folder: process.cwd(), run: String(process.env.SLUICE_STEP), hidden: String(process.env.TOKEN) };
} });
const leaves = task({ name: 'leaves', run: () => process.exit(0) });
const forgets = task({ name: 'forgets', async run() { setTimeout(() => { throw new Error('late'); }, 5); await new Promise(() => {}); } });
const pays = task({ name: 'pays', secrets: [${secrets}], run: () => undefined });`,
    'where, leaves, forgets, pays',
  );

test('one task runs in the process of the command, as it would in one of its own', async () => {
  const alone = project({ 'sluice.ts': tasks('') });
  const guarded = project({ 'sluice.ts': tasks("'TOKEN'") });
  const env = { TOKEN: 'kept' };
  const [one, other] = await Promise.all([
    alone.sluice(['where', '--json'], { env }),
    guarded.sluice(['where', '--json'], { env }),
  ]);
  const events = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; outputs?: unknown });
  const outputs = (text: string) =>
    events(text).find(({ type }) => type === 'step-completed')?.outputs;
  expect(outputs(one.stdout)).toMatchObject({
    value: { folder: '<project>', run: 'where', hidden: 'kept' },
  });
  // A secret of one task keeps all of them apart.
  expect(outputs(other.stdout)).toMatchObject({
    value: { folder: '<project>', run: 'where', hidden: 'undefined' },
  });
});

test('its output is its log', async () => {
  const ended = await project({ 'sluice.ts': tasks('') }).sluice(['where']);
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/^pid: \d+\nfolder: <project>\nrun: where\nhidden: undefined\n$/);
  expect(ended.stderr).toContain('where | to standard output\n');
  expect(ended.stderr).toContain('where | to standard error\n');
});

test('an end of the process, and an error that nobody awaits, are failures of the task', async () => {
  const made = project({ 'sluice.ts': tasks('') });
  const leaves = await made.sluice(['leaves']);
  expect(leaves).toMatchObject({ code: 1, stdout: '' });
  expect(leaves.stderr).toContain('The process of task `leaves` ended with exit code 0 before');
  const forgets = await made.sluice(['forgets']);
  expect(forgets).toMatchObject({ code: 1, stdout: '' });
  expect(forgets.stderr).toContain('✗ forgets: late [TASK_FAILED]');
});

test('one that never ends, and does not listen, is given up, and the command ends', async () => {
  const made = project({
    'sluice.ts': appFile(
      `const waits = task({ name: 'waits', async run({ log }) { log.info('waiting'); await new Promise((done) => setTimeout(done, 60_000)); } });`,
      'waits',
    ),
  });
  const ended = await made.sluice(['waits'], { interruptAt: 'waits | waiting' });
  expect(ended).toMatchObject({ code: 130, stdout: '' });
  expect(ended.stderr).toContain('The run was cancelled (SIGINT). Start anew: sluice waits\n');
});

test('what it throws is said whole, also below a log', async () => {
  const made = project({
    'sluice.ts': appFile(
      `const breaks = task({ name: 'breaks', run({ log }) { log.info('begins'); throw new Error('one\\ntwo'); } });
const lists = task({ name: 'lists', run: async ({ exec }) => void (await exec('sh', ['-c', 'echo three >&2; exit 4'])) });`,
      'breaks, lists',
    ),
  });
  const breaks = await made.sluice(['breaks']);
  expect(breaks.stderr).toContain(
    'Log of breaks\n  begins\n\n1 failure\n  ✗ breaks: one\n    two [TASK_FAILED]\n',
  );
  // What a command wrote stands in the log, and nowhere again.
  const lists = await made.sluice(['lists']);
  expect(lists.stderr).toContain(
    'Log of lists\n  three\n\n1 failure\n  ✗ lists: `sh` ended with exit code 4. [EXEC_FAILED]\n',
  );
});
