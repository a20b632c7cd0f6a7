/** The attempts of a run that this process works on. @module */
import type { RunId } from '@sluice/core/plan';
import type { Command, FencingToken, StepKey } from '@sluice/core/run';
import type { PayloadCache } from './payloads.ts';
import { type StopReason, stopAttempt, type WorkEnd } from './stop-reason.ts';
import { work } from './work.ts';
import type { Workshop } from './workshop.ts';

/** Attempts under way. */
export interface Attempts {
  /** How many there are. */
  readonly size: number;
  /** Whether one is this attempt of the step. */
  has(step: StepKey, attempt: number): boolean;
  start(command: Extract<Command, { type: 'schedule-step' }>, token: FencingToken): void;
  /** A request: the attempt says itself when it has ended. */
  stop(step: StepKey, reason: StopReason): void;
  stopAll(reason: StopReason): void;
  /** Resolves when those that are under way now have ended, and whoever hears of it has been told. */
  ended(): Promise<unknown>;
}

interface UnderWay {
  readonly attempt: number;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Keeps the attempts of a run. `report` hears how each of them ended; those that are cut off by closing say nothing. */
export function createAttempts(
  shop: Workshop,
  cache: PayloadCache,
  run: RunId,
  report: (end: NonNullable<WorkEnd>) => Promise<void>,
): Attempts {
  const underWay = new Map<StepKey, UnderWay>();
  return {
    get size() {
      return underWay.size;
    },
    has: (step, attempt) => underWay.get(step)?.attempt === attempt,
    start(command, token) {
      const { step, attempt } = command;
      const stop = new AbortController();
      const ended = (async () => {
        const end = await work(shop, cache, { run, step, attempt }, command, token, stop);
        underWay.delete(step);
        if (end !== undefined) await report(end);
      })();
      underWay.set(step, { attempt, stop, ended });
    },
    stop(step, reason) {
      const found = underWay.get(step);
      if (found !== undefined) stopAttempt(found.stop, reason);
    },
    stopAll(reason) {
      for (const { stop } of underWay.values()) stopAttempt(stop, reason);
    },
    ended: () => Promise.all([...underWay.values()].map((one) => one.ended)),
  };
}
