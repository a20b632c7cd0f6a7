/** Rounds: a step that a gate sends back runs once more, under its key with a number. @module */
import type { RunView, StepKey } from '@sluice/core/run';
import { findStepView } from './step-view.ts';

/** The key of a step in the last round that it has: `draft@2` for `draft`. */
export function latestRound({ steps }: RunView, key: StepKey): StepKey {
  const first = withoutRound(key);
  let latest = first;
  for (let round = 2; findStepView(steps, `${first}@${round}`) !== undefined; round++) {
    latest = `${first}@${round}` as StepKey;
  }
  return latest;
}

/** The key of a step in its first round. */
export function withoutRound(key: StepKey): StepKey {
  return key.replace(/@\d+$/, '') as StepKey;
}
