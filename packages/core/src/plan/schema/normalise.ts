/**
 * One way to write a schema. Two schemas that say the same in the portable subset become the same text, whichever
 * version of zod printed them and in whichever order: plans are compared by hash.
 *
 * The rules: comments go; `const` becomes `enum`; several types become branches of `anyOf`, null last; branches
 * that are lists of choices of one type become one list; `true` is `{}`; what is the default (an open object, a safe
 * integer, an empty `required`) is not said; keys stand in the order of the subset, properties by name.
 * @module
 */
import { isDeeperThan, MAX_DEPTH, tooDeep } from '../depth.ts';
import { canonicalJson } from '../hash.ts';
import type { Json, JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import { KEYWORDS, NOISE_KEYWORDS, typeOfKeyword } from './keyword.ts';

type Draft = { [key: string]: Json };

/**
 * The canonical form of a schema. Keywords outside the subset stay, sorted, for `schemaProblems` to report.
 * @throws WorkflowError `VALUE_TOO_DEEP`
 */
export function normaliseSchema(schema: JsonSchema): JsonSchema {
  if (isDeeperThan(MAX_DEPTH, schema)) throw tooDeep(MAX_DEPTH);
  // A rule can make room for another one, so the rules run until nothing changes; a second turn is rare.
  let text = '';
  let current = schema;
  for (;;) {
    current = normaliseOnce(current);
    const next = JSON.stringify(current);
    if (next === text) return current;
    text = next;
  }
}

function normaliseOnce(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return schema ? {} : false;
  const { draft, branches } = split(schema);
  return inOrder(branches === undefined ? draft : joinBranches(draft, branches));
}

/** Takes a schema apart: its own keywords, and the branches that it stands for, if it stands for several. */
function split(schema: JsonObject): { draft: Draft; branches?: JsonSchema[] } {
  const draft = cleanKeywords(schema);
  const types = typesOf(draft);
  const choices = draft['enum'];
  if (Array.isArray(choices)) return splitChoices(draft, choices as Json[], types);
  if (types !== undefined && types.length > 1) {
    return spread(draft, types, (type) => ({ type }));
  }
  if (types?.length === 1) draft['type'] = types[0]!;
  tidy(draft);
  return nestedBranches(draft);
}

/** Brings single keywords into shape; nothing here looks at two keywords at once. */
function cleanKeywords(schema: JsonObject): Draft {
  const draft: Draft = {};
  for (const keyword of Object.keys(schema)) {
    const value = schema[keyword];
    if (value === undefined || NOISE_KEYWORDS.includes(keyword)) continue;
    if (keyword === 'description' && value === '') continue;
    if (keyword === 'const') draft['enum'] = [value];
    else set(draft, keyword, cleanKeyword(keyword, value));
  }
  return draft;
}

function cleanKeyword(keyword: string, value: Json): Json {
  switch (keyword) {
    case 'enum':
      return Array.isArray(value) ? distinct(value as Json[]) : value;
    case 'required':
      return Array.isArray(value) ? distinct(value as Json[]).sort() : value;
    case 'properties':
      if (!isObject(value)) return value;
      return fromEntries(
        Object.keys(value)
          .sort()
          .map((name) => [name, nested(value[name]!)]),
      );
    case 'items':
    case 'additionalProperties':
    case 'propertyNames':
      return nested(value);
    case 'prefixItems':
    case 'anyOf':
    case 'oneOf':
      return Array.isArray(value) ? (value as Json[]).map(nested) : value;
    default:
      return value;
  }
}

function nested(value: Json): Json {
  return typeof value === 'boolean' || isObject(value) ? normaliseOnce(value) : value;
}

function typesOf(draft: Draft): string[] | undefined {
  const type = draft['type'];
  if (typeof type === 'string') return [type];
  if (!Array.isArray(type)) return undefined;
  const types = distinct(type as Json[]).map(String);
  return types.includes('number') ? types.filter((each) => each !== 'integer') : types;
}

/** `enum` decides the type: choices of one type stay together, choices of several become branches. */
function splitChoices(
  draft: Draft,
  choices: readonly Json[],
  types: readonly string[] | undefined,
): { draft: Draft; branches?: JsonSchema[] } {
  const groups = new Map<string, Json[]>();
  for (const choice of choices) {
    const type = jsonType(choice);
    const allowed =
      types === undefined ||
      types.includes(type) ||
      (type === 'number' && types.includes('integer') && Number.isInteger(choice));
    if (!allowed) continue;
    const group = groups.get(type);
    if (group) group.push(choice);
    else groups.set(type, [choice]);
  }
  if (groups.size === 0) {
    draft['enum'] = [];
    return { draft };
  }
  return spread(draft, [...groups.keys()], (type) => {
    const group = groups.get(type)!;
    const all = type === 'null' || (type === 'boolean' && group.length === 2);
    return all ? { type } : { type, enum: group };
  });
}

/** Gives every type a branch with the keywords that speak about it; a single one stays where it is. */
function spread(
  draft: Draft,
  types: readonly string[],
  start: (type: string) => Draft,
): { draft: Draft; branches?: JsonSchema[] } {
  if ('anyOf' in draft || 'oneOf' in draft) {
    tidy(draft);
    if (types.length === 1) Object.assign(draft, start(types[0]!));
    return { draft };
  }
  const outer: Draft = {};
  const own: Draft = {};
  for (const keyword of Object.keys(draft)) {
    if (keyword === 'type' || keyword === 'enum') continue;
    const common = keyword === 'description' || keyword === 'default';
    set(common ? outer : own, keyword, draft[keyword]!);
  }
  const branches = types.map((type) => {
    const branch = start(type);
    for (const keyword of Object.keys(own)) {
      const about = typeOfKeyword(keyword);
      const applies = about === undefined || about === (type === 'integer' ? 'number' : type);
      if (applies && type !== 'null') set(branch, keyword, own[keyword]!);
    }
    tidy(branch);
    return branch;
  });
  if (branches.length === 1) return { draft: { ...outer, ...branches[0] } };
  return { draft: outer, branches: branches.map(inOrder) };
}

function nestedBranches(draft: Draft): { draft: Draft; branches?: JsonSchema[] } {
  const keyword = 'anyOf' in draft ? 'anyOf' : 'oneOf';
  const list = draft[keyword];
  if (!Array.isArray(list) || ('anyOf' in draft && 'oneOf' in draft)) return { draft };
  const branches = list as JsonSchema[];
  if (keyword === 'oneOf' && !areDisjoint(branches)) return { draft };
  delete draft[keyword];
  const plain = Object.keys(draft).every((each) => each === 'description' || each === 'default');
  // Next to other keywords the branches are a second condition: they stay as they are.
  if (!plain) return { draft: { ...draft, [keyword]: list } };
  return { draft, branches };
}

/** Flattens, drops doubles, joins lists of choices, puts null last. */
function joinBranches(draft: Draft, branches: readonly JsonSchema[]): Draft {
  const flat = branches.flatMap((branch) => {
    const inner = typeof branch === 'object' ? branch['anyOf'] : undefined;
    const bare = Array.isArray(inner) && Object.keys(branch).length === 1;
    return bare ? (inner as JsonSchema[]) : [branch];
  });
  const joined: JsonSchema[] = [];
  for (const branch of distinct(flat as Json[]) as JsonSchema[]) {
    if (branch === false) continue;
    const choices = pureChoices(branch);
    const at = choices && joined.findIndex((each) => pureChoices(each)?.type === choices.type);
    if (choices === undefined || at === undefined || at === -1) joined.push(branch);
    else {
      const all = [...pureChoices(joined[at]!)!.choices, ...choices.choices];
      joined[at] = normaliseOnce({ type: choices.type, enum: all });
    }
  }
  const isNull = (branch: JsonSchema): boolean =>
    typeof branch === 'object' && branch['type'] === 'null' && Object.keys(branch).length === 1;
  joined.sort((a, b) => Number(isNull(a)) - Number(isNull(b)));
  const only = joined[0];
  if (joined.length === 1 && only !== undefined) {
    return typeof only === 'boolean' ? draft : { ...only, ...draft };
  }
  return { ...draft, anyOf: joined };
}

function pureChoices(schema: JsonSchema): { type: string; choices: readonly Json[] } | undefined {
  if (typeof schema === 'boolean' || Object.keys(schema).length !== 2) return undefined;
  const [type, choices] = [schema['type'], schema['enum']];
  return typeof type === 'string' && Array.isArray(choices) ? { type, choices } : undefined;
}

/** Whether no value fits two of them, seen from types or from a property that tells them apart. */
function areDisjoint(branches: readonly JsonSchema[]): boolean {
  const objects = branches.filter((each) => typeof each === 'object');
  if (objects.length !== branches.length) return false;
  const byType = Map.groupBy(objects, (each) => String(each['type'] ?? 'any'));
  if (byType.has('any') && objects.length > 1) return false;
  if (byType.has('number') && byType.has('integer')) return false;
  return [...byType.values()].every((group) => group.length === 1 || haveDiscriminator(group));
}

function haveDiscriminator(group: readonly JsonObject[]): boolean {
  const own = group.map((each) => each['enum']);
  if (own.every((each) => Array.isArray(each))) return allDifferent(own as Json[][]);
  const properties = group.map((each) => (isObject(each['properties']) ? each['properties'] : {}));
  return Object.keys(properties[0] ?? {}).some((name) => {
    const choices = properties.map((each, at) => {
      const property = each[name];
      const required = group[at]!['required'];
      const must = Array.isArray(required) && required.includes(name);
      return must && isObject(property ?? null) ? (property as JsonObject)['enum'] : undefined;
    });
    return choices.every((each) => Array.isArray(each)) && allDifferent(choices as Json[][]);
  });
}

function allDifferent(lists: readonly (readonly Json[])[]): boolean {
  const all = lists.flat().map(canonicalJson);
  return new Set(all).size === all.length;
}

/** Leaves out what is the default. */
function tidy(draft: Draft): void {
  if (draft['type'] === 'number' && draft['multipleOf'] === 1) {
    draft['type'] = 'integer';
    delete draft['multipleOf'];
  }
  if (draft['type'] === 'integer' || draft['type'] === 'number') {
    const limit = draft['type'] === 'integer' ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE;
    if (draft['minimum'] === -limit) delete draft['minimum'];
    if (draft['maximum'] === limit) delete draft['maximum'];
  }
  if (isEmpty(draft['additionalProperties'])) delete draft['additionalProperties'];
  if (isEmpty(draft['items'])) delete draft['items'];
  if (canonicalJson(draft['propertyNames'] ?? null) === '{"type":"string"}') {
    delete draft['propertyNames'];
  }
  if (isEmpty(draft['propertyNames'])) delete draft['propertyNames'];
  if (isEmpty(draft['properties'])) delete draft['properties'];
  if (Array.isArray(draft['required']) && draft['required'].length === 0) delete draft['required'];
  if (draft['uniqueItems'] === false) delete draft['uniqueItems'];
  for (const keyword of ['minLength', 'minItems', 'minProperties']) {
    if (draft[keyword] === 0) delete draft[keyword];
  }
}

function isEmpty(value: Json | undefined): boolean {
  return (
    value === true || (isObject(value ?? null) && Object.keys(value as JsonObject).length === 0)
  );
}

function inOrder(draft: Draft): JsonObject {
  const rank = (keyword: string): number => {
    const at = KEYWORDS.indexOf(keyword);
    return at === -1 ? KEYWORDS.length : at;
  };
  const keywords = Object.keys(draft).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return fromEntries(keywords.map((keyword) => [keyword, draft[keyword]!]));
}

function distinct(values: readonly Json[]): Json[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = canonicalJson(value);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function jsonType(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own keys only, also for a property that is called `__proto__`. */
function set(draft: Draft, key: string, value: Json): void {
  Object.defineProperty(draft, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function fromEntries(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(entries);
}
