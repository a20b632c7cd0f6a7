/**
 * The canonical form of a plan: defaults left out, known keys in the schema's order, keys that authors chose sorted,
 * steps and axes as declared. The same plan has the same bytes, whoever wrote it.
 * @module
 */
import { isDeeperThan, MAX_VALUE_DEPTH, tooDeep } from './depth.ts';
import { sha256Hex } from './hash.ts';
import type { Json } from './names.ts';
import type { JsonSchema, Plan } from './plan.ts';
import { PLAN } from './plan-shape.ts';
import { normaliseSchema } from './schema/normalise.ts';
import { fits, isRecord, type ObjectShape, own, type Shape } from './shape.ts';

/**
 * The plan without defaults and with its keys in order. What is not part of a plan is kept, for validation to report.
 * @throws WorkflowError `VALUE_TOO_DEEP`
 */
export function canonicalPlan(plan: Plan): Plan {
  if (isDeeperThan(MAX_VALUE_DEPTH, plan)) throw tooDeep();
  // A plan is JSON but for optional keys that hold undefined, and those are dropped here.
  return shaped(plan as unknown as Json, PLAN) as unknown as Plan;
}

/** The bytes of a plan: its canonical form with two spaces of indentation and a line feed at the end. */
export function printPlan(plan: Plan): string {
  return `${JSON.stringify(canonicalPlan(plan), null, 2)}\n`;
}

/** The hash that pins a run to its definition: sha256 of the canonical form, 64 hexadecimal digits. */
export function planHash(plan: Plan): string {
  return sha256Hex(JSON.stringify(canonicalPlan(plan)));
}

function shaped(value: Json, shape: Shape): Json {
  if (!fits(shape, value)) return sorted(value);
  switch (shape.is) {
    case 'list': {
      return (value as readonly Json[]).map((each) => shaped(each, shape.of));
    }
    case 'record':
      return mapSorted(value, (each) => shaped(each, shape.of));
    case 'object':
      return shapedObject(value, shape);
    case 'tagged': {
      const tag = isRecord(value) ? own(value, shape.tag) : undefined;
      const found = typeof tag === 'string' ? own(shape.cases, tag) : undefined;
      if (found !== undefined) return shapedObject(value, found);
      return tag === undefined ? sorted(value) : first(shape.tag, tag, sorted(value));
    }
    case 'either':
      return shaped(value, shape.of.find((each) => fits(each, value)) ?? { is: 'json' });
    case 'later':
      return shaped(value, shape.shape());
    case 'schema':
      return normaliseSchema(value as JsonSchema);
    default:
      return sorted(value);
  }
}

function shapedObject(value: Json, shape: ObjectShape): Json {
  if (!isRecord(value)) return value;
  const entries: [string, Json][] = [];
  for (const [key, { shape: of, default: usual }] of Object.entries(shape.keys)) {
    const property = own(value, key);
    if (property === undefined) continue;
    const canonical = shaped(property, of);
    if (usual === undefined || !sameDefault(canonical, usual)) entries.push([key, canonical]);
  }
  if (shape.what === 'step') dropOwnName(entries);
  for (const key of Object.keys(value).sort()) {
    const property = value[key];
    if (property !== undefined && !Object.hasOwn(shape.keys, key)) {
      entries.push([key, sorted(property)]);
    }
  }
  return Object.fromEntries(entries);
}

/** A step's name defaults to its id. */
function dropOwnName(entries: [string, Json][]): void {
  const at = entries.findIndex(([key]) => key === 'name');
  if (at > 0 && entries[0]![0] === 'id' && entries[0]![1] === entries[at]![1])
    entries.splice(at, 1);
}

/** Defaults are texts, flags, and empty lists and objects. */
function sameDefault(value: Json, usual: Json): boolean {
  if (typeof usual !== 'object' || usual === null) return value === usual;
  if (Array.isArray(usual)) return Array.isArray(value) && value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  return isRecord(value) ? mapSorted(value, sorted) : value;
}

function mapSorted(value: Json, map: (value: Json) => Json): Json {
  if (!isRecord(value)) return value;
  const entries: [string, Json][] = [];
  for (const key of Object.keys(value).sort()) {
    const property = value[key];
    if (property !== undefined) entries.push([key, map(property)]);
  }
  return Object.fromEntries(entries);
}

function first(key: string, value: Json, rest: Json): Json {
  return isRecord(rest) ? Object.fromEntries([[key, value], ...Object.entries(rest)]) : rest;
}
