/** A whole run, decided and folded: ten times the steps must not cost more than 13 times the time. */
import { test } from 'vitest';
import type { Plan } from '../src/plan/plan.ts';
import {
  commandFacts,
  createRunState,
  decide,
  evolve,
  type RunEvent,
  type RunFact,
} from '../src/run/index.ts';
import { plan, step } from './run-driver.ts';

function layered(count: number): Plan {
  const width = 10;
  return plan(
    Array.from({ length: count }, (_, at) =>
      step(`s${at}`, at < width ? [] : [`s${at - width}`, `s${at - (at % width) - 1}`]),
    ),
  );
}

function schedule(workflow: Plan): number {
  let state = createRunState();
  let seq = 0;
  const append = (fact: RunFact): void => {
    state = evolve(state, { ...fact, seq: ++seq, at: seq } as RunEvent);
  };
  append({ type: 'run-started', run: 'r' as never, plan: workflow, planHash: 'h', inputs: {} });
  for (let commands = decide(state); commands.length > 0; commands = decide(state)) {
    for (const command of commands) {
      for (const fact of commandFacts(command, seq)) append(fact);
      if (command.type !== 'schedule-step') continue;
      append({
        type: 'step-completed',
        step: command.step,
        attempt: 1,
        outputs: { value: {} },
        artifacts: {},
      });
    }
  }
  return seq;
}

test('a run of 1 000, 10 000 and 100 000 steps', () => {
  const times = [1_000, 10_000, 100_000].map((count) => {
    const workflow = layered(count);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5; round++) {
      const start = performance.now();
      if (schedule(workflow) < 2 * count) throw new Error('The run did not end.');
      best = Math.min(best, performance.now() - start);
    }
    return best;
  });
  const ratios = times.slice(1).map((time, at) => (time / times[at]!).toFixed(1));
  console.log(
    `run: ${times.map((time) => `${time.toFixed(1)} ms`).join(', ')}; ratios per 10x: ${ratios.join(', ')} (at most 13)`,
  );
  if (ratios.some((ratio) => Number(ratio) > 13))
    throw new Error(`Not linear: ${ratios.join(', ')}`);
});
