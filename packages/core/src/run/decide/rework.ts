/** Rework: a rejected gate sends steps back, with the comment, until it is accepted or the rounds are used up. @module */
import type { Command } from '../commands.ts';
import { internal, type Node } from '../state.ts';
import { keyOf } from '../step-key.ts';
import { failStep } from './terminal.ts';

/** The next round of the named steps, of everything between them and the gate, and of the gate itself. */
export function nextRound(gate: Node): Command {
  const { run } = gate.step;
  if (run.kind !== 'gate' || typeof run.onReject !== 'object')
    throw internal(`\`${gate.key}\` asks for no rework.`);
  const { rework, max } = run.onReject;
  const { graph } = gate;
  const ids = between(gate, rework);
  if (gate.reworks >= max) {
    return failStep(gate, {
      code: 'REWORK_EXHAUSTED',
      message: `The gate \`${gate.key}\` was rejected after ${max} ${max === 1 ? 'rework' : 'reworks'}.`,
    });
  }
  let round = gate.round;
  for (const id of ids) round = Math.max(round, graph.nodes.get(id)?.round ?? 1);
  round++;
  const steps = [...graph.nodes.keys()]
    .filter((id) => ids.has(id))
    .map((id) => keyOf(graph.prefix, id, round));
  return { type: 'open-rework', step: gate.key, round, steps };
}

/** Ancestors of the gate that are named or come after a named step. */
function between(gate: Node, named: readonly string[]): Set<string> {
  const { graph } = gate;
  const ancestors = new Set<string>([gate.step.id]);
  for (const id of ancestors)
    for (const need of graph.nodes.get(id)?.step.needs ?? []) ancestors.add(need);
  const chosen = new Set<string>([gate.step.id]);
  const queue = named.filter((id) => ancestors.has(id));
  for (let at = 0; at < queue.length; at++) {
    const id = queue[at]!;
    if (chosen.has(id)) continue;
    chosen.add(id);
    for (const next of graph.dependents.get(id) ?? []) if (ancestors.has(next)) queue.push(next);
  }
  return chosen;
}
