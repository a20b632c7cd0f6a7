/** Lets a run go on until it has ended, with the answers of whoever sits at the terminal. @module */
import { randomUUID } from 'node:crypto';
import { type RunId, WorkflowError } from '@sluice/core/plan';
import type { Engine, OpenGate, Outcome } from '@sluice/core/run';
import type { Reporter } from '../run/reporter.ts';
import type { Watch } from '../run/watch.ts';
import type { TurnNames } from '../view/turn-names.ts';
import { answererOf } from './answerer.ts';
import { askGate, type GateDesk, showGate } from './gate-prompt.ts';
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
  readonly desk: (GateDesk & { readonly names: readonly string[] }) | undefined;
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
  const { output, style } = desk;
  const gate = open.find((each) => answererOf(each.acceptors, desk.names) !== undefined);
  const answerer = gate === undefined ? undefined : answererOf(gate.acceptors, desk.names);
  if (gate === undefined || answerer === undefined) return 'nobody';
  const over = new AbortController();
  const stop = (): void => over.abort();
  next.then(stop, stop);
  reporter.suspend?.();
  try {
    const shown = { ...gate, step: names.name(gate.step) };
    showGate(shown, gateAt(gate.step, gates)?.run.onReject, desk);
    const answer = await askGate(desk, over.signal);
    if (answer === undefined) {
      output.write('\n');
      return over.signal.aborted ? 'answered' : 'nobody';
    }
    await engine.answer(run, gate.step, {
      decisionId: randomUUID(),
      ...answer,
      ...answerer,
      reviewHash: gate.reviewHash,
    });
    const role = answerer.role === undefined ? '' : ` as ${answerer.role}`;
    const word = answer.accepted ? style.green('Accepted') : style.yellow('Rejected');
    output.write(`  ${word} by ${answerer.by}${role}.\n`);
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
