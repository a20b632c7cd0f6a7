/** The one verdict on a plan: `validate`, `save`, `run`, `generate` and nesting all ask here. @module */
import type { Diagnostic } from '../errors.ts';
import type { Known } from '../known.ts';
import type { Json } from '../names.ts';
import type { Plan } from '../plan.ts';
import { PLAN } from '../plan-shape.ts';
import { isRecord, own } from '../shape.ts';
import { checkExpressions } from './expressions.ts';
import { Findings, type Path } from './findings.ts';
import { checkIds, checkNeeds } from './graph.ts';
import { checkJson } from './json.ts';
import { checkCase, checkDefaults } from './names.ts';
import { checkRework } from './rework.ts';
import { pathOf, type Scope, scopeOfBody, scopeOfPlan } from './scope.ts';
import { checkSteps } from './steps.ts';
import { StructureCheck } from './structure.ts';
import { checkTriggers } from './triggers.ts';

/**
 * Reports everything that is wrong with a plan, at once. Takes any JSON, and never throws.
 * Each finding says where (`path`, the segments of a JSON pointer) and what to do (`hint`).
 */
export function validate(plan: Plan | Json, known: Known = {}): readonly Diagnostic[] {
  const findings = new Findings();
  // A plan is JSON; only its type has no index signature.
  const json = plan as Json;
  if (checkJson(json, findings)) checkPlan(json, [], known, findings);
  return findings.list();
}

function checkPlan(json: Json, path: Path, known: Known, findings: Findings): void {
  new StructureCheck(findings, path).check(json, PLAN);
  if (!isRecord(json)) return;
  const scope = scopeOfPlan(json, path);
  checkTriggers(scope, findings);
  checkDefaults(scope, findings);
  checkScope(scope, known, findings);
}

function checkScope(scope: Scope, known: Known, findings: Findings): void {
  checkIds(scope, findings);
  checkNeeds(scope, findings);
  checkCase(scope, findings);
  checkSteps(scope, known, findings);
  checkExpressions(scope, known, findings);
  checkRework(scope, findings);
  for (const step of scope.steps) {
    if (step.kind === 'each') checkScope(scopeOfBody(scope, step), known, findings);
    const nested = step.kind === 'workflow' ? own(step.run, 'plan') : undefined;
    if (nested !== undefined)
      checkPlan(nested, pathOf(scope, step, 'run', 'plan'), known, findings);
  }
}
