/** What the compiler would have refused: a project runs without one. Every case is erased, as JavaScript is. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as core from '../src/index.ts';
import { WorkflowError } from '../src/plan/index.ts';

type Erased = Record<string, (...args: readonly unknown[]) => never>;
// the cast: what people write who have no compiler
const { app, automation, flow, matrix, task } = core as unknown as Erased;
const run = (): void => {};
const build = core.task({ name: 'build', outputs: ['dir'], run: () => ({ dir: '.' }) });
const ci = core.automation({ name: 'ci', jobs: ({ job }) => void job(build) });

type Builder = Record<string, (...args: readonly unknown[]) => never>;
const inFlow = (steps: (build: Builder) => void) => () =>
  flow!({ name: 'f', steps: (build: Builder) => void steps(build) });
const inJobs = (jobs: (job: (...args: readonly unknown[]) => never, all: Builder) => void) => () =>
  automation!({ name: 'a', jobs: ({ job }: { job: never }) => void jobs(job, job) });

test.each<readonly [what: string, make: () => unknown, message: string, hint: string]>([
  [
    'a key of a task',
    () => task!({ name: 't', output: ['x'], run }),
    'The task `t` has no setting `output`.',
    'Did you mean `outputs`?',
  ],
  [
    'a task without a function',
    () => task!({ name: 't' }),
    'The task `t` has no function `run`.',
    'Add `run() { … }`.',
  ],
  [
    'inputs that are no schema',
    () => task!({ name: 't', inputs: { a: z.string() }, run }),
    '`inputs` of `t` is not an object schema of zod 4.',
    'Write `inputs: z.object({ … })`.',
  ],
  [
    'inputs that are a text',
    () => flow!({ name: 't', inputs: z.string(), steps: run }),
    '`inputs` of `t` is not an object schema of zod 4.',
    'Write `inputs: z.object({ … })`.',
  ],
  [
    'outputs that are a text',
    () => task!({ name: 't', outputs: 'dir', run }),
    '`outputs` of `t` is not a list of names or a record of schemas.',
    "Write `outputs: ['one']`, or `outputs: { one: z.number() }`.",
  ],
  [
    'secrets that are a text',
    () => task!({ name: 't', secrets: 'TOKEN', run }),
    '`secrets` of `t` is not a list of names.',
    "Write `secrets: ['one', 'two']`.",
  ],
  [
    'a called task that is not there',
    () => task!({ name: 't', calls: [undefined], run }),
    '`calls` of `t` is not a list of tasks.',
    'Pass the tasks themselves; where modules import each other, one of them is not there yet.',
  ],
  [
    'the jobs of a flow',
    () => flow!({ name: 'f', steps: run, jobs: run }),
    'The flow `f` has no setting `jobs`.',
    'Known: `name`, `description`, `inputs`, `on`, `env`, `parallelism`, `steps`.',
  ],
  [
    'a step that needs',
    inFlow(({ step }) => step!(build, {}, { need: [] })),
    '`build` has no setting `need`.',
    'Did you mean `needs`?',
  ],
  [
    'a condition of a command',
    inFlow(({ shell }) => shell!('x', 'true', { wen: false })),
    '`x` has no setting `wen`.',
    'Did you mean `when`?',
  ],
  [
    'the terms of an iteration',
    inFlow(({ step, forEach }) => {
      const built = step!(build) as core.AnyStep;
      forEach!('e', { over: built.output('dir'), parallel: 3 }, run);
    }),
    '`e` has no setting `parallel`.',
    'Did you mean `maxParallel`?',
  ],
  [
    'tries of a step',
    inFlow(({ step }) => step!(build, {}, { retry: 3 })),
    '`retry` of `build` is not an object.',
    "Write `retry: { attempts: 3, backoff: '5s' }`.",
  ],
  [
    'the terms of a try',
    inFlow(({ step }) => step!(build, {}, { retry: { attempts: 3, backof: '5s' } })),
    '`retry` of `build` has no setting `backof`.',
    'Did you mean `backoff`?',
  ],
  [
    'the machine of a job',
    inJobs((job) => job(build, { 'runs-on': 'macos-latest' })),
    '`build` has no setting `runs-on`.',
    'Did you mean `runsOn`?',
  ],
  [
    'the machine of a nested automation',
    inJobs((job) => job(ci, { runsOn: 'macos-latest' })),
    '`ci` has no setting `runsOn`.',
    'Known: `id`, `name`, `needs`, `when`, `permissions`, `concurrency`, `approval`, `inputs`.',
  ],
  [
    'the terms of a gate',
    inJobs((_, { gate }) => gate!('g', { acceptors: ['ana'], review: core.github.sha, reject: 1 })),
    '`g` has no setting `reject`.',
    'Did you mean `onReject`?',
  ],
  [
    'the options of a matrix',
    () => matrix!({ os: ['a'] }, { failfast: false }),
    'The matrix has no setting `failfast`.',
    'Did you mean `failFast`?',
  ],
  [
    'a key of an app',
    () => app!({ entryPoint: 'x', commands: {}, command: {} }),
    'The app has no setting `command`.',
    'Did you mean `commands`?',
  ],
  [
    'an app that nobody can type',
    () => app!({ commands: {} }),
    'The app has no `entryPoint`.',
    "Add what people and CI type: `entryPoint: 'npx sluice'`.",
  ],
  [
    'commands in no group',
    () => app!({ entryPoint: 'x', commands: [build] }),
    '`commands` of the app is not a record of groups.',
    'Write `commands: { Work: [build] }`.',
  ],
  [
    'a group that is no list',
    () => app!({ entryPoint: 'x', commands: { Work: build } }),
    '`commands.Work` of the app is not a list.',
    'Write `[…]` around a task or a flow.',
  ],
  [
    'a command that is not there',
    () => app!({ entryPoint: 'x', commands: { Work: [build, undefined] } }),
    '`commands.Work[1]` of the app is undefined.',
    'Look at its import; where modules import each other, one of them is not there yet.',
  ],
  [
    'a command that is a function',
    () => app!({ entryPoint: 'x', commands: { Work: [run] } }),
    '`commands.Work[0]` of the app is not a task or a flow.',
    'Pass what `task`, `flow` or `automation` returned.',
  ],
  [
    'an automation among the commands',
    () => app!({ entryPoint: 'x', commands: { Work: [ci] } }),
    '`commands.Work[0]` of the app is an automation, `ci`, and not a task or a flow.',
    'Put it into `automations`.',
  ],
  [
    'a task among the automations',
    () => app!({ entryPoint: 'x', commands: {}, automations: [build] }),
    '`automations[0]` of the app is a task, `build`, and not an automation.',
    'Put it into a group of `commands`.',
  ],
])('%s', (_what, make, message, hint) => {
  const error = refused(make);
  expect(error).toMatchObject({ code: 'DEFINITION_INVALID', message, hint });
});

test('a definition without a name', () => {
  expect(refused(() => task!({ run }))).toMatchObject({
    code: 'NAME_INVALID',
    message: 'A task has no name.',
  });
});

test('everything that is wrong is said at once', () => {
  const error = refused(
    inFlow(({ step, shell }) => {
      step!(build, {}, { need: [], wen: 1 });
      shell!('x', 'true', { timeOut: '5s' });
    }),
  );
  expect(error.diagnostics.map((each) => each.hint)).toEqual([
    'Did you mean `needs`?',
    'Did you mean `when`?',
    'Did you mean `timeout`?',
  ]);
});

test('what is undefined was not said', () => {
  expect(() => task!({ name: 't', output: undefined, run })).not.toThrow();
});

function refused(make: () => unknown): WorkflowError {
  try {
    make();
  } catch (error) {
    if (WorkflowError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
