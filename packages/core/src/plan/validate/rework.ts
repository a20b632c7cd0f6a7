/** Rework: what runs again in a new round must not have been seen by others before it is accepted. @module */
import { dependents, findCycle, orderSteps } from '../graph.ts';
import { reaches } from '../reach.ts';
import type { Findings } from './findings.ts';
import { pathOf, recordOf, type Scope, type ScopeStep, textsOf } from './scope.ts';

/** Reports every step that depends on a step of a round and does not wait for the gate that may open the next one. */
export function checkRework(scope: Scope, findings: Findings): void {
  const gates = scope.steps.filter((step) => namedBy(step).length > 0);
  if (gates.length === 0 || findCycle(scope.steps) !== undefined) return;
  const position = new Map(orderSteps(scope.steps).map((id, at) => [id, at]));
  const after = dependents(scope.steps);
  const questions: { readonly from: string; readonly to: string; readonly sees: string }[] = [];
  for (const gate of gates) {
    const round = roundOf(scope, gate, position, after);
    const asked = new Set<string>();
    for (const id of round) {
      if (id === gate.id) continue;
      for (const from of after.get(id) ?? []) {
        if (round.has(from) || asked.has(from)) continue;
        asked.add(from);
        questions.push({ from, to: gate.id, sees: id });
      }
    }
  }
  for (const [at, waits] of reaches(scope.steps, questions).entries()) {
    if (waits) continue;
    const { from, to, sees } = questions[at]!;
    findings.add(
      'GRAPH_UNKNOWN_NEED',
      `The step \`${from}\` depends on \`${sees}\`, which the gate \`${to}\` may send back, and does not wait for the gate.`,
      pathOf(scope, scope.byId.get(from)!, 'needs'),
      { hint: `Add \`${to}\` to the \`needs\` of \`${from}\`.` },
    );
  }
}

function namedBy(step: ScopeStep): readonly string[] {
  return step.kind === 'gate' ? textsOf(recordOf(step.run, 'onReject'), 'rework') : [];
}

/** The named steps that the gate waits for, what is between them and the gate, and the gate. Looks at nothing before or after. */
function roundOf(
  scope: Scope,
  gate: ScopeStep,
  position: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const end = position.get(gate.id)!;
  const isBefore = (id: string): boolean => (position.get(id) ?? end) < end;
  const reached = new Set(namedBy(gate).filter(isBefore));
  for (const id of reached) {
    for (const next of after.get(id) ?? []) if (isBefore(next)) reached.add(next);
  }
  const round = new Set([gate.id]);
  for (const id of round) {
    for (const need of scope.byId.get(id)?.needs ?? []) if (reached.has(need)) round.add(need);
  }
  return round;
}
