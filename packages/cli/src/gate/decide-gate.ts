/** The decision on a gate, by whoever sits at the terminal. @module */
import { randomUUID } from 'node:crypto';
import type { Decision, OpenGate } from '@sluice/core/run';
import type { CliContext } from '../context.ts';
import { answererOf, localNames } from './answerer.ts';
import { askGate, type GateDesk, showGate } from './gate-prompt.ts';
import type { GateStep } from './gates-of.ts';
import { createLineReader } from './line-reader.ts';

/** Where gates are answered, and the names of who answers. */
export interface NamedDesk extends GateDesk {
  readonly names: readonly string[];
}

/** Opens a desk in the terminal. */
export async function openDesk({ io, style }: CliContext): Promise<NamedDesk> {
  const names = await localNames(io.cwd);
  return { output: io.stderr, style, lines: createLineReader(io.stdin), names };
}

/** Shows the gate and asks. Undefined when nobody here may answer, or nobody does. */
export async function decideGate(
  gate: OpenGate,
  step: GateStep | undefined,
  desk: NamedDesk,
  signal: AbortSignal,
): Promise<Decision | undefined> {
  const answerer = answererOf(gate.acceptors, desk.names);
  if (answerer === undefined) return undefined;
  showGate(gate, step?.run.onReject, desk);
  const answer = await askGate(desk, signal);
  if (answer === undefined) {
    desk.output.write('\n');
    return undefined;
  }
  return { decisionId: randomUUID(), ...answer, ...answerer, reviewHash: gate.reviewHash };
}

/** Says that a decision counts. */
export function sayDecided({ accepted, by, role }: Decision, { output, style }: GateDesk): void {
  const word = accepted ? style.green('Accepted') : style.yellow('Rejected');
  output.write(`  ${word} by ${by}${role === undefined ? '' : ` as ${role}`}.\n`);
}
