/** `anyOf` and `oneOf`: which branch somebody meant, so that one finding is shown and not one per branch. @module */
import type { JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import type { JsonPath, SchemaProblem } from './problem.ts';
import { describeSchema, describeValue } from './wording.ts';

type Check = (schema: JsonSchema, value: unknown, path: JsonPath) => readonly SchemaProblem[];

/** What is wrong with a value seen from the union keywords of its schema. `check` is the validator of a branch. */
export function checkUnion(
  schema: JsonObject,
  value: unknown,
  path: JsonPath,
  check: Check,
): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = schema[keyword];
    if (!Array.isArray(branches)) continue;
    const results = (branches as JsonSchema[]).map((branch) => check(branch, value, path));
    const fitting = results.filter((result) => result.length === 0).length;
    if (fitting === 0) {
      problems.push(...meant(schema, branches as JsonSchema[], results, value, path));
    } else if (keyword === 'oneOf' && fitting > 1) {
      problems.push({
        path,
        message: `expected exactly one of ${branches.length} forms, ${fitting} fit`,
      });
    }
  }
  return problems;
}

/** The findings of the one branch that came furthest; a sentence about all of them when none did. */
function meant(
  schema: JsonObject,
  branches: readonly JsonSchema[],
  results: readonly (readonly SchemaProblem[])[],
  value: unknown,
  path: JsonPath,
): readonly SchemaProblem[] {
  const inside = results.filter((result) => result.some((each) => each.path.length > path.length));
  const told = inside.filter((result, _, all) => all.length === 1 || !failsOnChoice(result, path));
  if (told.length === 1) return told[0]!;
  const sameType = results.filter((_, at) => fitsType(branches[at]!, value));
  if (inside.length === 0 && sameType.length === 1) return sameType[0]!;
  return [
    { path, message: `expected ${describeSchema(schema)}, received ${describeValue(value)}` },
  ];
}

/** A property that is to have one certain value, and has another, tells that a different branch was meant. */
function failsOnChoice(result: readonly SchemaProblem[], path: JsonPath): boolean {
  return result.some(
    (each) =>
      each.path.length === path.length + 1 && /^expected (one of )?["\d]/.test(each.message),
  );
}

function fitsType(branch: JsonSchema, value: unknown): boolean {
  if (typeof branch === 'boolean') return false;
  const type = branch['type'];
  if (type === 'string') return typeof value === 'string';
  if (type === 'number' || type === 'integer') return typeof value === 'number';
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'array') return Array.isArray(value);
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  return false;
}
