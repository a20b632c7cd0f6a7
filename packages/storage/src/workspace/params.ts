/** `_params.json`: what a workspace was set up for. @module */
import {
  type Json,
  type JsonObject,
  type Plan,
  planHash,
  stepNames,
  WorkflowError,
} from '@sluice/core/plan';
import { readJsonObject, writeJson } from './json-file.ts';
import { damaged } from './problem.ts';

/** The file as it is: the shape is the design's, and others read it, too. */
export interface WorkspaceParams {
  /** The name of the workflow. */
  readonly flow: string;
  /** Its inputs. */
  readonly params: JsonObject;
  /** The names of its steps, `1_fetch-source` and so on. */
  readonly steps: readonly string[];
  /** The file that defines the workflow; empty when there is none. */
  readonly script: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The hash of the plan. */
  readonly plan: string;
}

/** What is written for a plan and its inputs. */
export function paramsOf(
  plan: Plan,
  hash: string,
  inputs: JsonObject,
  script: string,
  at: number,
): WorkspaceParams {
  return {
    flow: plan.name,
    params: inputs,
    steps: stepNames(plan).map((each) => each.name),
    script,
    createdAt: new Date(at).toISOString(),
    plan: hash,
  };
}

/** Writes the file. */
export function writeParams(path: string, params: WorkspaceParams): Promise<void> {
  return writeJson(path, params);
}

/** Reads the file; undefined when there is none. Throws `WORKSPACE_DAMAGED`. */
export async function readParams(path: string): Promise<WorkspaceParams | undefined> {
  const found = await readJsonObject(path);
  if (found === undefined) return undefined;
  const { flow, params, steps, script, createdAt, plan } = found;
  const texts = [flow, script, createdAt, plan];
  const isRecord = typeof params === 'object' && params !== null && !Array.isArray(params);
  if (!texts.every((each) => typeof each === 'string') || !isRecord || !isTexts(steps)) {
    throw damaged(path, 'does not say what the workspace was set up for.');
  }
  return found as unknown as WorkspaceParams;
}

/** Refuses a plan that is not the one that a workspace was set up for. Throws `PLAN_CHANGED`. */
export function assertSamePlan(plan: Plan, params: WorkspaceParams): void {
  if (planHash(plan) === params.plan) return;
  const other = params.flow !== plan.name;
  throw new WorkflowError(
    'PLAN_CHANGED',
    other
      ? `The workspace was set up for \`${params.flow}\`, not for \`${plan.name}\`.`
      : `The plan of \`${plan.name}\` has changed since the workspace was set up.`,
    { hint: 'Set up another workspace with --setup.' },
  );
}

function isTexts(value: Json | undefined): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
