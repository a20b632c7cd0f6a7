/** What a new run takes over from an old one. @module */
import type { RunEvent, RunFact, StepKey } from '@sluice/core/run';

/**
 * The facts of every step that lies before `from` and has ended well, in their order. Steps that come after one of
 * `from`, or that did not end well, run again.
 */
export function reusedFacts(
  history: readonly RunEvent[],
  dependents: ReadonlyMap<string, readonly string[]>,
  from: readonly StepKey[],
): readonly RunFact[] {
  const again = new Set<string>();
  const mark = (id: string): void => {
    if (again.has(id)) return;
    again.add(id);
    for (const next of dependents.get(id) ?? []) mark(next);
  };
  for (const key of from) mark(topId(key));

  const ended = new Set<string>();
  for (const event of history) {
    if (event.type === 'step-completed' || event.type === 'step-skipped') {
      if (event.step === topId(event.step)) ended.add(event.step);
    } else if (event.type === 'gate-answered' && event.decision.accepted) {
      if (event.step === topId(event.step)) ended.add(event.step);
    }
  }
  for (const id of dependents.keys()) if (!ended.has(id)) mark(id);

  return history.flatMap((event): readonly RunFact[] => {
    if (!('step' in event) || event.step === undefined) return [];
    const id = topId(event.step);
    if (again.has(id) || !ended.has(id) || event.type.startsWith('timer-')) return [];
    const { seq: _, at: __, ...fact } = event;
    return [fact as RunFact];
  });
}

/** `release` of `release/build`, `test` of `test[os=linux]`, `backlog` of `backlog@2`. */
function topId(step: StepKey): string {
  return /^[^[/@]+/.exec(step)?.[0] ?? step;
}
