/** The legs of a job. @module */
import type { Json, JsonObject, PlanMatrix } from '@sluice/core/plan';
import { type Place, valueAt } from '../expression/texts.ts';
import type { Path, WorkflowFindings } from '../findings.ts';
import type { Strategy } from '../model/workflow.ts';
import { countLegs } from './count-legs.ts';

/** The most legs of a matrix. */
export const MAX_LEGS = 256;

/** A matrix of a plan as the strategy of a job. GitHub's own defaults are left out. */
export function strategyOf(
  matrix: PlanMatrix,
  place: Place,
  findings: WorkflowFindings,
  path: Path,
): Strategy {
  const { axes, include, exclude, failFast, maxParallel } = matrix;
  const cells: Record<string, Json> = {};
  for (const [name, values] of axes) {
    checkAxis(name, findings, [...path, 'axes']);
    cells[name] =
      typeof values === 'string' ? valueAt(place, values) : values.map((each) => cell(place, each));
  }
  if (include) cells['include'] = include.map((each) => cell(place, each));
  if (exclude) cells['exclude'] = exclude.map((each) => cell(place, each));
  const legs = countLegs(matrix);
  if (legs !== undefined && legs > MAX_LEGS) {
    findings.refuse(
      `The matrix has ${legs} legs, and GitHub gives it at most ${MAX_LEGS}.`,
      [...path, 'axes'],
      'Take values away, or let a leg do several.',
      'MATRIX_INVALID',
    );
  }
  return {
    ...(failFast === false && { 'fail-fast': false }),
    ...(maxParallel !== undefined && { 'max-parallel': maxParallel }),
    matrix: cells as JsonObject,
  };
}

function checkAxis(name: string, findings: WorkflowFindings, path: Path): void {
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && name !== 'include' && name !== 'exclude') return;
  findings.refuse(
    `\`${name}\` cannot be the name of an axis on GitHub.`,
    path,
    'Use letters, digits, dashes and underscores, no digit first, and neither `include` nor `exclude`.',
    'NAME_INVALID',
  );
}

function cell(place: Place, value: Json): Json {
  if (typeof value === 'string') return valueAt(place, value);
  if (Array.isArray(value)) return value.map((each: Json) => cell(place, each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cell(place, each)]));
}
