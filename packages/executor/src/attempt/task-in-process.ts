/**
 * A task in the process of the engine: for hosts that give tasks as values without a module, or ask for it. Such a task
 * shares the working directory and the environment of the host, and nothing can stop it but its signal; what it writes
 * to the console is in its log.
 * @module
 */
import { type StepKinds, WorkflowError } from '@sluice/core/plan';
import { decodeInputs } from '../task/decode-inputs.ts';
import { fromErrorFacts, toErrorFacts } from '../task/error-facts.ts';
import type { TaskResult } from '../task/protocol.ts';
import { runTask } from '../task/run-task.ts';
import type { AttemptJob, AttemptResult } from './attempt-job.ts';
import { withCapturedConsole } from './captured-console.ts';
import { inOwnProcess } from './own-process.ts';
import { heedLine } from './workflow-commands.ts';

/** How long a task that was told to stop may take before it is given up: one that reads its signal, and one that does not. */
const GIVE_UP_MS = { listening: 10_000, deaf: 500 };

/** Runs a task of the registry right here. */
export async function runTaskInProcess(
  job: AttemptJob,
  run: StepKinds['task'],
): Promise<AttemptResult> {
  const task = await job.ports.tasks.get(run.task);
  if (task === undefined) {
    throw new WorkflowError('TASK_UNKNOWN', `There is no task \`${run.task}\`.`);
  }
  let summary = '';
  let listens = false;
  const body = (): Promise<TaskResult> =>
    runTask(task, decodeInputs(task, job.inputs), {
      workspace: job.workspace,
      folder: job.folder,
      env: job.env,
      signal: job.signal,
      onSignalRead: () => {
        listens = true;
      },
      secrets: job.secrets,
      schemas: job.definition.outputs ?? {},
      log: (line) => void job.log.write({ stream: 'log', ...line }),
      summary: (markdown) => {
        summary += `${markdown}\n`;
      },
    });
  const stopped = givenUp(job, run.task, () => GIVE_UP_MS[listens ? 'listening' : 'deaf']);
  // Handled wherever it is raced; on its own it is nobody's.
  stopped.catch(() => undefined);
  const done = job.ownsProcess
    ? // A process comes back to the command when the task is given up, too: it could not even end otherwise.
      inOwnProcess(job, run.task, () => Promise.race([body(), stopped]))
    : captured(job, body);
  const failed = (error: unknown): never => {
    throw fromErrorFacts(toErrorFacts(error, 'TASK_FAILED'));
  };
  const result = await Promise.race([done.catch(failed), stopped]);
  return { ...result, ...(summary !== '' && { summary }) };
}

function captured(job: AttemptJob, body: () => Promise<TaskResult>): Promise<TaskResult> {
  return withCapturedConsole((stream, text) => {
    heedLine(text, job.masker);
    void job.log.write({ stream, text });
  }, body);
}

async function givenUp(job: AttemptJob, task: string, afterMs: () => number): Promise<never> {
  await new Promise((resolve) => {
    if (job.signal.aborted) resolve(undefined);
    else job.signal.addEventListener('abort', resolve, { once: true });
  });
  await job.ports.clock.sleep(afterMs());
  throw new WorkflowError('STEP_CANCELLED', `Task \`${task}\` did not stop when it was told to.`);
}
