/**
 * A plan as the checks see it: steps that can be talked about, whatever else is wrong with them.
 * @module
 */
import type { Json } from '../names.ts';
import { isRecord, own } from '../shape.ts';
import type { Path } from './findings.ts';

/** JSON object. */
export type JsonRecord = { readonly [key: string]: Json };

/** A step that has an id. */
export interface ScopeStep {
  readonly id: string;
  readonly index: number;
  readonly raw: JsonRecord;
  readonly needs: readonly string[];
  readonly run: JsonRecord;
  readonly kind: string | undefined;
}

/** The steps of a plan, or of the body of an iteration. */
export interface Scope {
  readonly path: Path;
  /** Where the list of steps stands. */
  readonly stepsPath: Path;
  readonly plan: JsonRecord;
  readonly steps: readonly ScopeStep[];
  readonly byId: ReadonlyMap<string, ScopeStep>;
  /** The scope around a body, and the iteration whose body this is. */
  readonly outer?: { readonly scope: Scope; readonly step: ScopeStep; readonly loop: string };
}

/** The scope of a plan. */
export function scopeOfPlan(plan: JsonRecord, path: Path): Scope {
  return makeScope(plan, path, [...path, 'steps'], own(plan, 'steps'));
}

/** The scope of the body of an `each` step. */
export function scopeOfBody(outer: Scope, step: ScopeStep): Scope {
  const path = pathOf(outer, step, 'run', 'steps');
  const loop = textOf(step.run, 'loop') ?? '';
  return makeScope(outer.plan, path, path, own(step.run, 'steps'), { scope: outer, step, loop });
}

/** The pointer to something in a step. */
export function pathOf(scope: Scope, step: ScopeStep, ...rest: (string | number)[]): Path {
  return [...scope.stepsPath, step.index, ...rest];
}

/** A text at a key. */
export function textOf(record: JsonRecord, key: string): string | undefined {
  const value = own(record, key);
  return typeof value === 'string' ? value : undefined;
}

/** An object at a key; empty when there is none. */
export function recordOf(record: JsonRecord, key: string): JsonRecord {
  const value = own(record, key);
  return isRecord(value) ? value : {};
}

/** The texts of a list at a key. */
export function textsOf(record: JsonRecord, key: string): readonly string[] {
  const value = own(record, key);
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string')
    : [];
}

/** The elements of a list at a key. */
export function listOf(record: JsonRecord, key: string): readonly Json[] {
  const value = own(record, key);
  return Array.isArray(value) ? value : [];
}

function makeScope(
  plan: JsonRecord,
  path: Path,
  stepsPath: Path,
  list: Json | undefined,
  outer?: Scope['outer'],
): Scope {
  const steps: ScopeStep[] = [];
  const byId = new Map<string, ScopeStep>();
  for (const [index, raw] of (Array.isArray(list) ? list : []).entries()) {
    if (!isRecord(raw)) continue;
    const id = textOf(raw, 'id');
    if (id === undefined) continue;
    const run = recordOf(raw, 'run');
    const step = { id, index, raw, run, needs: textsOf(raw, 'needs'), kind: textOf(run, 'kind') };
    steps.push(step);
    if (!byId.has(id)) byId.set(id, step);
  }
  return { path, stepsPath, plan, steps, byId, ...(outer && { outer }) };
}
