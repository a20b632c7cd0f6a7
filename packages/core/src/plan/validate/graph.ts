/** Ids, needs and cycles. @module */
import { findCycles, printCycle } from '../graph.ts';
import type { Findings } from './findings.ts';
import { listOf, pathOf, type Scope } from './scope.ts';

/** Ids that stand twice, also in another case, or that a step around this body has. */
export function checkIds(scope: Scope, findings: Findings): void {
  const seen = new Map<string, string>();
  for (const step of scope.steps) {
    const folded = step.id.toLowerCase();
    const before = seen.get(folded);
    if (before === undefined) {
      seen.set(folded, step.id);
      const shadowed = findOuter(scope, step.id);
      if (shadowed) {
        findings.add(
          'GRAPH_DUPLICATE_ID',
          `The step \`${step.id}\` in the body of \`${scope.outer!.step.id}\` has the id of a step around it.`,
          pathOf(scope, step, 'id'),
          { hint: 'Give it an id of its own.' },
        );
      }
    } else {
      findings.add(
        'GRAPH_DUPLICATE_ID',
        before === step.id
          ? `Two steps have the id \`${step.id}\`.`
          : `The ids \`${before}\` and \`${step.id}\` differ only in case.`,
        pathOf(scope, step, 'id'),
        { hint: 'Give each step an id of its own.' },
      );
    }
  }
}

/** Needs of steps that do not exist here, and steps that wait for each other. */
export function checkNeeds(scope: Scope, findings: Findings): void {
  for (const step of scope.steps) {
    for (const [at, need] of listOf(step.raw, 'needs').entries()) {
      if (typeof need !== 'string' || scope.byId.has(need)) continue;
      const outer = findOuter(scope, need);
      findings.add(
        'GRAPH_UNKNOWN_NEED',
        outer
          ? `The step \`${step.id}\` needs \`${need}\`, which stands outside of the iteration.`
          : `The step \`${step.id}\` needs \`${need}\`, which does not exist.`,
        pathOf(scope, step, 'needs', at),
        {
          hint: outer
            ? `Let \`${scope.outer!.step.id}\` need \`${need}\`.`
            : findings.suggest(need, scope.byId),
        },
      );
    }
  }
  for (const cycle of findCycles(scope.steps)) {
    const step = scope.byId.get(cycle[0]!)!;
    findings.add(
      'GRAPH_CYCLE',
      cycle.length === 2
        ? `The step \`${step.id}\` needs itself.`
        : `The steps wait for each other: ${printCycle(cycle)}.`,
      pathOf(scope, step, 'needs'),
      { hint: cycle.length === 2 ? 'Remove this need.' : 'Remove one of these needs.' },
    );
  }
}

/** The scope around a body that has a step of this id. */
export function findOuter(scope: Scope, id: string): Scope | undefined {
  for (let around = scope.outer?.scope; around; around = around.outer?.scope) {
    if (around.byId.has(id)) return around;
  }
  return undefined;
}
