// What runs and engines must infer, exactly.

import type { Automation, StepResult } from '@sluice/core';
import type { Decision, Engine, Outcome, RunEvent } from '@sluice/core/run';
import { type Ports, runner } from '@sluice/executor';
import type { z } from 'zod';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(proof: Equal<A, B>): void;
type Published = {
  url: string;
  regions: (string | null)[];
  results: StepResult[];
  approvedBy: string;
};
declare const release: Automation<
  'release',
  z.ZodObject<{ version: z.ZodDefault<z.ZodString> }>,
  Published
>;

same<
  RunEvent['type'],
  | 'run-started'
  | 'step-scheduled'
  | 'step-started'
  | 'step-completed'
  | 'step-failed'
  | 'step-timed-out'
  | 'attempt-lost'
  | 'step-cancelled'
  | 'step-skipped'
  | 'matrix-expanded'
  | 'iteration-expanded'
  | 'gate-opened'
  | 'gate-answered'
  | 'rework-opened'
  | 'timer-set'
  | 'timer-fired'
  | 'concurrency-acquired'
  | 'concurrency-superseded'
  | 'paused'
  | 'resumed'
  | 'cancel-requested'
  | 'run-finished'
>(true);
same<Outcome['status'], 'completed' | 'failed' | 'waiting' | 'cancelled'>(true);
same<keyof Decision, 'decisionId' | 'accepted' | 'by' | 'role' | 'comment' | 'reviewHash'>(true);
same<
  keyof Engine,
  | 'capabilities'
  | 'start'
  | 'answer'
  | 'cancel'
  | 'pause'
  | 'resume'
  | 'rerun'
  | 'get'
  | 'list'
  | 'events'
  | 'logs'
  | 'outcome'
  | 'open'
  | 'close'
>(true);
same<
  keyof Ports,
  | 'runs'
  | 'library'
  | 'plans'
  | 'artifacts'
  | 'blobs'
  | 'secrets'
  | 'logs'
  | 'clock'
  | 'spawner'
  | 'tasks'
  | 'prompts'
  | 'runners'
>(true);
async () => {
  const started = await runner({} as Engine).start(release, { version: '1' });
  const outcome = await started.outcome();
  if (outcome.status === 'completed')
    same<
      typeof outcome.outputs,
      { url: string; regions: (string | null)[]; results: StepResult[]; approvedBy: string }
    >(true);
};
