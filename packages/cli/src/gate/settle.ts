/** Lets a run go on until it has ended, with the answers of whoever sits at the terminal. @module */
import { type RunId, WorkflowError } from '@sluice/core/plan';
import type { Engine, OpenGate, Outcome } from '@sluice/core/run';
import type { Reporter } from '../run/reporter.ts';
import type { Watch } from '../run/watch.ts';
import type { TurnNames } from '../view/turn-names.ts';
import { answererOf } from './answerer.ts';
import { decideGate, type NamedDesk, sayDecided } from './decide-gate.ts';
import { type GateStep, gateAt } from './gates-of.ts';

/** A run under way, and where its gates are answered. */
export interface Settling {
  readonly engine: Engine;
  readonly run: RunId;
  readonly gates: readonly GateStep[];
  readonly watch: Watch;
  readonly reporter: Reporter;
  readonly names: Pick<TurnNames, 'name'>;
  /** Undefined where nobody can be asked. */
  readonly desk: NamedDesk | undefined;
}

/** The outcome. `waiting` when a gate is open that nobody answers here. */
export async function settle(settling: Settling): Promise<Outcome> {
  const { engine, run, watch } = settling;
  for (;;) {
    const outcome = await engine.outcome(run);
    if (outcome.status !== 'waiting') {
      await watch.seen(Number.POSITIVE_INFINITY);
      return outcome;
    }
    const { seq } = await engine.get(run);
    await watch.seen(seq);
    const next = watch.seen(seq + 1);
    const asked = await answerOne(outcome.gates, next, settling);
    if (asked === 'nobody' && !outcome.gates.some((gate) => gate.deadlineAt !== undefined)) {
      await watch.stop();
      return outcome;
    }
    await next;
  }
}

/** Asks about the first gate that may be answered here. What happens meanwhile, a deadline for example, ends the question. */
async function answerOne(
  open: readonly OpenGate[],
  next: Promise<void>,
  { engine, run, gates, reporter, desk, names }: Settling,
): Promise<'answered' | 'nobody'> {
  if (desk === undefined) return 'nobody';
  const gate = open.find((each) => answererOf(each.acceptors, desk.names) !== undefined);
  if (gate === undefined) return 'nobody';
  const over = new AbortController();
  const stop = (): void => over.abort();
  next.then(stop, stop);
  reporter.suspend?.();
  try {
    const shown = { ...gate, step: names.name(gate.step) };
    const decision = await decideGate(shown, gateAt(gate.step, gates), desk, over.signal);
    if (decision === undefined) return over.signal.aborted ? 'answered' : 'nobody';
    await engine.answer(run, gate.step, decision);
    sayDecided(decision, desk);
    return 'answered';
  } catch (error) {
    // A deadline or a cancellation was faster.
    if (WorkflowError.is(error, 'RUN_NOT_WAITING') || WorkflowError.is(error, 'ATTEMPT_STALE'))
      return 'answered';
    throw error;
  } finally {
    reporter.resume?.();
  }
}
