/** Attempts in processes that run one step of a workspace each: nothing is shared but what lies in its folder. @module */
import { type ErrorFacts, type Plan, stepNames, WorkflowError } from '@sluice/core/plan';
import type { LogLine, Spawner, StepKey } from '@sluice/core/run';
import type { Workspace } from '@sluice/storage';
import type { ElsewhereAttempt } from '../engine/options.ts';
import { endOf, type WorkEnd } from '../engine/stop-reason.ts';
import { toErrorFacts } from '../task/error-facts.ts';
import { takeEnd } from './attempt-end.ts';
import { CLAIM_VARIABLE } from './claimed-step.ts';

/** How many of the last lines that a process said about itself are shown when it ends without a result. */
const KEPT_LINES = 20;

/** Settings of {@link isolatedAttempts}. */
export interface IsolatedAttemptsOptions {
  readonly workspace: Workspace;
  readonly spawner: Spawner;
  /** The program that runs one step, named as `--step` takes it. It writes what the step says as JSON, a line each. */
  readonly command: (step: string) => { readonly file: string; readonly args: readonly string[] };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLines: (step: StepKey, lines: readonly LogLine[]) => void;
}

/** Runs each attempt of a run by a command. The end is what the process left; one that left none has failed. */
export function isolatedAttempts(
  plan: Plan,
  options: IsolatedAttemptsOptions,
): (attempt: ElsewhereAttempt) => Promise<WorkEnd> {
  const names = new Map(stepNames(plan).map((each) => [each.step, each.name]));
  const env = Object.fromEntries(
    Object.entries(options.env).filter((each): each is [string, string] => each[1] !== undefined),
  );
  return async ({ command: { step, attempt }, cache, token, stop }) => {
    const { file, args } = options.command(names.get(step) ?? step);
    const said: string[] = [];
    let how: ErrorFacts;
    try {
      const ended = await options.spawner.spawn(
        {
          file,
          args,
          cwd: options.cwd,
          env: { ...env, [CLAIM_VARIABLE]: token },
          signal: stop.signal,
        },
        ({ stream, text }) => {
          const line = stream === 'stdout' ? parseLine(text) : undefined;
          if (line !== undefined) options.onLines(step, [line]);
          else if (said.push(text) > KEPT_LINES) said.shift();
        },
      );
      how = toErrorFacts(silent(ended, said));
    } catch (error) {
      how = toErrorFacts(error);
    }
    const end = await takeEnd(options.workspace, token);
    if (end?.type === 'step-completed') await cache.fill({ ...end, seq: 0, at: 0 });
    const lost = { type: 'step-failed', step, attempt, error: how } as const;
    return endOf(stop, { step, attempt }, end ?? lost);
  };
}

function silent(
  ended: { readonly exitCode: number; readonly signal?: string },
  said: readonly string[],
): WorkflowError {
  const how =
    ended.signal === undefined
      ? `ended with exit code ${ended.exitCode}`
      : `was ended by ${ended.signal}`;
  const words = said.join('\n').trim();
  return new WorkflowError(
    'STEP_INTERRUPTED',
    `The process of the step ${how} before the step was done.${words === '' ? '' : `\n${words}`}`,
    { hint: 'Something killed it, or it ran out of memory.' },
  );
}

/** What is no line of a log was said by the process about itself. */
function parseLine(text: string): LogLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line = JSON.parse(text) as LogLine;
    return typeof line.text === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}
