/** Hand-written JSON as a canonical plan: what people leave out and abbreviate is filled in. @module */
import { canonicalPlan } from './canonical.ts';
import { isDeeperThan, MAX_DEPTH } from './depth.ts';
import { WorkflowError } from './errors.ts';
import type { Known } from './known.ts';
import { completeNeeds } from './mentioned-needs.ts';
import type { Json } from './names.ts';
import type { Plan } from './plan.ts';
import { expandPlan } from './short-forms.ts';
import { validate } from './validate/validate.ts';

/**
 * Reads a plan. Besides the canonical form it takes: `edges: [{from, to}]`; no `irVersion`, `kind`, `inputs`, `outputs`, `on`;
 * `run: "command"`; `run` without a kind where its keys tell it; durations (`timeout: "10m"`, `retry: 3`, `after: "2d"`);
 * one text where a list of texts belongs; axes as an object; inputs and outputs as names of types.
 * A step needs what its expressions mention.
 * @throws `WORKFLOW_INVALID` with every finding in `diagnostics`.
 */
export function readPlan(json: Json, known: Known = {}): Plan {
  const complete = isDeeperThan(MAX_DEPTH, json) ? json : completeNeeds(expandPlan(json));
  const findings = validate(complete, known);
  const errors = findings.filter((each) => each.severity === 'error');
  if (errors.length > 0) {
    const one = errors.length === 1 ? errors[0]! : undefined;
    throw new WorkflowError(
      'WORKFLOW_INVALID',
      one
        ? `The workflow is not valid: ${one.message}`
        : `The workflow has ${errors.length} errors.`,
      { hint: one?.hint, path: one?.path, diagnostics: findings },
    );
  }
  // Validation has just found it to be a plan.
  return canonicalPlan(complete as unknown as Plan);
}
