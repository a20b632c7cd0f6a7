/**
 * The process of one attempt of an isolated run that a host started with `runIsolated`: it opens the workspace, loads
 * the module of the tasks, works on the attempt it was told of, and writes what the step says as JSON, a line each.
 * Arguments: the folder of the workspace, the module, the checkout.
 * @module
 */
import { createSecretSource, createWorkspace, sluiceHome } from '@sluice/storage';
import { systemClock } from './clock.ts';
import { builtInStepTypes } from './kinds.ts';
import { nodeSpawner } from './process/spawner.ts';
import { tasksIn } from './task/find-task.ts';
import { createTaskRegistry } from './task/registry.ts';
import { CLAIM_VARIABLE, runClaimedStep } from './workspace/claimed-step.ts';
import { heardLines } from './workspace/heard-lines.ts';

// A task that is given this process takes over its streams.
const write = process.stdout.write.bind(process.stdout);
const [folder = '', module = '', checkout = ''] = process.argv.slice(2);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

const { [CLAIM_VARIABLE]: token = '', ...env } = process.env;
const workspace = createWorkspace(folder);
const { runs, blobs, artifacts, logs } = workspace;
const end = await runClaimedStep(
  {
    runs,
    blobs,
    artifacts,
    logs: heardLines(logs, (_, lines) => {
      for (const line of lines) write(`${JSON.stringify(line)}\n`);
    }),
    secrets: createSecretSource({ env, home: sluiceHome(env) }),
    clock: systemClock,
    spawner: nodeSpawner(),
    tasks: createTaskRegistry({ tasks: await tasksIn(module), module }),
    runners: builtInStepTypes,
    prompts: { get: () => undefined, names: () => [] },
  },
  { workspace, token, signal: stop.signal },
  { workspace: checkout, env },
);
// What a step left behind must not hold the process; what it said must arrive.
write('', () => process.exit(end?.type === 'step-completed' ? 0 : 1));
