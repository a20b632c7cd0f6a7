/**
 * Matrices, by GitHub's rules: the cross product of the axes in their order, without what `exclude` matches in part;
 * each `include` is merged into all combinations it does not contradict, or else is a leg of its own.
 * @module
 */
import { WorkflowError } from '../../plan/errors.ts';
import {
  type EvaluationScope,
  evaluateTemplate,
  resolveTemplates,
} from '../../plan/expression/evaluate.ts';
import { canonicalJson } from '../../plan/hash.ts';
import type { Json, JsonObject } from '../../plan/names.ts';
import type { PlanMatrix } from '../../plan/plan.ts';
import { own } from '../../plan/shape.ts';
import type { Command } from '../commands.ts';
import { nodeScope } from '../scope.ts';
import { internal, type Node, type RunData } from '../state.ts';
import { legKey } from '../step-key.ts';

/** GitHub's limit. */
export const MAX_LEGS = 256;

/** Names the legs of a matrix. */
export function expandMatrix(data: RunData, node: Node): Command {
  const { matrix } = node.step;
  if (!matrix) throw internal(`\`${node.key}\` has no matrix.`);
  const legs = matrixLegs(matrix, nodeScope(data, node), node.key);
  if (legs.length === 0) return { type: 'skip-step', step: node.key, reason: 'no-legs' };
  const named = legs.map((values) => ({ step: legKey(node.key, values), values }));
  const seen = new Set<string>();
  for (const leg of named) {
    if (seen.has(leg.step)) {
      throw new WorkflowError(
        'MATRIX_INVALID',
        `Two legs of the matrix have the same values: \`${leg.step}\`.`,
        {
          hint: 'Remove the repeated value or `include`.',
        },
      );
    }
    seen.add(leg.step);
  }
  return { type: 'expand-matrix', step: node.key, legs: named };
}

/**
 * The values of every leg.
 * @throws WorkflowError `MATRIX_INVALID`
 */
export function matrixLegs(matrix: PlanMatrix, scope: EvaluationScope, step: string): JsonObject[] {
  let combinations: JsonObject[] = matrix.axes.length === 0 ? [] : [{}];
  for (const [axis, given] of matrix.axes) {
    const values =
      typeof given === 'string' ? evaluateTemplate(given, scope) : resolveTemplates(given, scope);
    if (!Array.isArray(values)) {
      throw new WorkflowError(
        'MATRIX_INVALID',
        `The axis \`${axis}\` of \`${step}\` is not a list.`,
      );
    }
    if (values.length === 0) {
      throw new WorkflowError(
        'MATRIX_INVALID',
        `The axis \`${axis}\` of \`${step}\` has no values.`,
        {
          hint: 'Skip the step with a condition when there is nothing to do.',
        },
      );
    }
    if (combinations.length * values.length > 100 * MAX_LEGS)
      throw tooMany(step, combinations.length * values.length);
    combinations = combinations.flatMap((cell) =>
      (values as readonly Json[]).map((value) => ({ ...cell, [axis]: value })),
    );
  }
  const excluded = matrix.exclude ?? [];
  const kept = combinations.filter((cell) => !excluded.some((cut) => agrees(cell, cut)));
  const legs = merge(kept, resolveTemplates(matrix.include ?? [], scope) as readonly JsonObject[]);
  if (legs.length > MAX_LEGS) throw tooMany(step, legs.length);
  return legs;
}

function tooMany(step: string, count: number): WorkflowError {
  return new WorkflowError('MATRIX_INVALID', `The matrix of \`${step}\` has ${count} legs.`, {
    hint: `GitHub allows ${MAX_LEGS}.`,
  });
}

/** Every key of the partial cell is there, with that value. */
function agrees(cell: JsonObject, part: JsonObject): boolean {
  return Object.entries(part).every(([key, value]) => {
    const there = own(cell, key);
    return there !== undefined && canonicalJson(there) === canonicalJson(value);
  });
}

function merge(originals: readonly JsonObject[], includes: readonly JsonObject[]): JsonObject[] {
  const legs = originals.map((cell) => ({ ...cell }) as Record<string, Json>);
  const added: JsonObject[] = [];
  for (const include of includes) {
    let merged = false;
    for (const [index, original] of originals.entries()) {
      // Only original values must not be contradicted; added ones may be overwritten.
      const shared = Object.entries(include).filter(([key]) => Object.hasOwn(original, key));
      if (!agrees(original, Object.fromEntries(shared))) continue;
      Object.assign(legs[index]!, include);
      merged = true;
    }
    if (!merged) added.push(include);
  }
  return [...legs, ...added];
}
