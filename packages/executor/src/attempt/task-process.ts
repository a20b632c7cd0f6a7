/** A task in a process of its own. @module */
import { type ErrorFacts, type StepKinds, WorkflowError } from '@sluice/core/plan';
import type { Spawner } from '@sluice/core/run';
import type { ChannelSpawner, OutputLine } from '../process/spawner.ts';
import { fromErrorFacts } from '../task/error-facts.ts';
import type { TaskMessage, TaskRequest, TaskResult } from '../task/protocol.ts';
import type { AttemptJob, AttemptResult } from './attempt-job.ts';
import { stepRunnerArgs } from './step-runner-path.ts';
import { heedLine } from './workflow-commands.ts';

/** Whether a spawner offers the channel that the step runner needs. */
export function hasChannels(spawner: Spawner): spawner is ChannelSpawner {
  return (spawner as Partial<ChannelSpawner>).channels === true;
}

/** Runs a task of the given module. A process that ends without a result is `EXEC_FAILED`. */
export async function runTaskProcess(
  job: AttemptJob,
  run: StepKinds['task'],
  module: string,
): Promise<AttemptResult> {
  const spawner = job.ports.spawner as ChannelSpawner;
  const request: TaskRequest = {
    module,
    task: run.task,
    inputs: job.inputs,
    workspace: job.workspace,
    folder: job.folder,
    secrets: job.secrets,
    schemas: job.definition.outputs ?? {},
  };
  let result: TaskResult | undefined;
  let failure: ErrorFacts | undefined;
  let summary = '';
  const onMessage = (line: string): Promise<void> | undefined => {
    const message = parseMessage(line);
    switch (message?.type) {
      case 'log': {
        const { type: _, ...entry } = message;
        return job.log.write({ stream: 'log', ...entry });
      }
      case 'summary':
        summary += `${message.markdown}\n`;
        break;
      case 'done':
        result = { outputs: message.outputs, artifacts: message.artifacts };
        break;
      case 'failed':
        failure ??= message.error;
        break;
    }
    return undefined;
  };
  const onLine = (line: OutputLine): Promise<void> | undefined => {
    heedLine(line.text, job.masker);
    return job.log.write({ stream: line.stream, text: line.text });
  };
  const ended = await spawner.spawn(
    {
      file: process.execPath,
      args: stepRunnerArgs(),
      cwd: job.workspace,
      env: job.env,
      input: JSON.stringify(request),
      signal: job.signal,
      cutLine: job.masker,
      onMessage: onMessage as (line: string) => void,
    },
    onLine as (line: OutputLine) => void,
  );
  if (failure !== undefined) throw fromErrorFacts(failure);
  if (result !== undefined) return { ...result, ...(summary !== '' && { summary }) };
  const how =
    ended.signal === undefined
      ? `ended with exit code ${ended.exitCode}`
      : `was ended by ${ended.signal}`;
  throw new WorkflowError(
    'EXEC_FAILED',
    `The process of task \`${run.task}\` ${how} before the task was done.`,
    {
      hint:
        ended.signal === undefined
          ? 'A task returns or throws; it does not call `process.exit`.'
          : 'Something killed it, or it ran out of memory.',
    },
  );
}

/** What is no JSON is no message: a task may write to the channel, too. */
function parseMessage(line: string): TaskMessage | undefined {
  try {
    return JSON.parse(line) as TaskMessage;
  } catch {
    return undefined;
  }
}
