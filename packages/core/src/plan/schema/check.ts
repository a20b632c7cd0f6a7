/**
 * Values against schemas: a small validator of exactly the portable subset, whose sentences say what was expected
 * and what came. Own code, because a plan must be checked the same way on every host and without loading zod.
 * @module
 */
import { isDeeperThan, MAX_DEPTH, MAX_VALUE_DEPTH, tooDeep } from '../depth.ts';
import { canonicalJson } from '../hash.ts';
import type { Json, JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import { didYouMean } from '../suggest.ts';
import { checkUnion } from './check-union.ts';
import { matchesFormat } from './format.ts';
import { compilePattern } from './pattern.ts';
import type { JsonPath, SchemaProblem } from './problem.ts';
import { describeSchema, describeValue } from './wording.ts';

/** Everything in a value that does not fit its schema; empty when it fits. `path` is where the value stands. */
export function checkValue(
  schema: JsonSchema,
  value: unknown,
  path: JsonPath = [],
): readonly SchemaProblem[] {
  if (!isDeeperThan(MAX_VALUE_DEPTH, value) && !isDeeperThan(MAX_DEPTH, schema)) {
    return check(schema, value, path);
  }
  const { message, hint } = tooDeep(isDeeperThan(MAX_DEPTH, schema) ? MAX_DEPTH : undefined);
  return [{ path, message, ...(hint !== undefined && { hint }) }];
}

function check(schema: JsonSchema, value: unknown, path: JsonPath): readonly SchemaProblem[] {
  if (schema === true) return [];
  if (schema === false)
    return [{ path, message: `expected nothing, received ${describeValue(value)}` }];
  const mismatch = checkType(schema, value, path) ?? checkChoices(schema, value, path);
  if (mismatch) return [mismatch];
  const problems: SchemaProblem[] = [];
  if (typeof value === 'string') checkText(schema, value, path, problems);
  else if (typeof value === 'number') checkNumber(schema, value, path, problems);
  else if (Array.isArray(value)) checkList(schema, value, path, problems);
  else if (typeof value === 'object' && value !== null) {
    checkObject(schema, value as Readonly<Record<string, unknown>>, path, problems);
  }
  problems.push(...checkUnion(schema, value, path, check));
  return problems;
}

/** Whether a value is of a JSON type. Integers are safe integers: larger ones are not exact in JSON. */
function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      const prototype: unknown = Object.getPrototypeOf(value);
      return prototype === null || prototype === Object.prototype;
    }
    default:
      return typeof value === type;
  }
}

function checkType(schema: JsonObject, value: unknown, path: JsonPath): SchemaProblem | undefined {
  const type = schema['type'];
  const types = typeof type === 'string' ? [type] : type;
  if (!Array.isArray(types)) {
    if (isJsonKind(value)) return undefined;
    return { path, message: `expected a value of JSON, received ${describeValue(value)}` };
  }
  if (types.some((each) => isOfType(String(each), value))) return undefined;
  const message = `expected ${describeSchema(schema)}, received ${describeValue(value)}`;
  if (types.includes('integer') && Number.isInteger(value)) {
    return { path, message: `${message}, which is too large to be exact` };
  }
  const hint = typeof value === 'string' ? hintForText(types, value) : undefined;
  return { path, message, ...(hint !== undefined && { hint }) };
}

function isJsonKind(value: unknown): boolean {
  return ['null', 'boolean', 'number', 'string', 'array', 'object'].some((type) =>
    isOfType(type, value),
  );
}

function hintForText(types: readonly unknown[], text: string): string | undefined {
  const numeric = types.includes('number') || types.includes('integer');
  if (numeric && text.trim() !== '' && Number.isFinite(Number(text))) {
    return `Write ${Number(text)} without quotes.`;
  }
  if (types.includes('boolean') && (text === 'true' || text === 'false')) {
    return `Write ${text} without quotes.`;
  }
  return undefined;
}

function checkChoices(
  schema: JsonObject,
  value: unknown,
  path: JsonPath,
): SchemaProblem | undefined {
  const choices = 'const' in schema ? [schema['const']!] : schema['enum'];
  if (!Array.isArray(choices)) return undefined;
  const text = canonicalJson(value as Json);
  if (choices.some((each) => canonicalJson(each as Json) === text)) return undefined;
  const texts = choices.filter((each) => typeof each === 'string');
  const hint = typeof value === 'string' ? didYouMean(value, texts) : undefined;
  const message = `expected ${describeSchema(schema)}, received ${describeValue(value)}`;
  return { path, message, ...(hint?.startsWith('Did') && { hint }) };
}

function checkText(
  schema: JsonObject,
  text: string,
  path: JsonPath,
  problems: SchemaProblem[],
): void {
  const { minLength, maxLength, pattern, format } = schema as Readonly<Record<string, unknown>>;
  const received = `received ${describeValue(text)}`;
  if (typeof minLength === 'number' || typeof maxLength === 'number') {
    const length = text.length === 0 ? 0 : [...text].length;
    if (typeof minLength === 'number' && length < minLength) {
      problems.push({
        path,
        message: `expected at least ${count(minLength, 'character')}, ${received}`,
      });
    }
    if (typeof maxLength === 'number' && length > maxLength) {
      problems.push({
        path,
        message: `expected at most ${count(maxLength, 'character')}, ${received}`,
      });
    }
  }
  if (typeof pattern === 'string') {
    const expected = expectedPattern(pattern, text);
    if (expected !== undefined) problems.push({ path, message: `${expected}, ${received}` });
  }
  if (typeof format === 'string' && !matchesFormat(format, text)) {
    problems.push({ path, message: `expected a text in the form \`${format}\`, ${received}` });
  }
}

/** What a text that does not fit a pattern was expected to be. A pattern that cannot be read fits nothing. */
function expectedPattern(pattern: string, text: string): string | undefined {
  const rule = compilePattern(pattern);
  if (!rule.ok) return `expected a text for a pattern that can be read (${rule.message})`;
  if (text.length > rule.longest) {
    return `expected at most ${count(rule.longest, 'character')} for \`${pattern}\``;
  }
  return rule.matches(text) ? undefined : `expected a text that matches \`${pattern}\``;
}

function checkNumber(
  schema: JsonObject,
  value: number,
  path: JsonPath,
  problems: SchemaProblem[],
): void {
  const rules: readonly [keyword: string, text: string, fails: (bound: number) => boolean][] = [
    ['minimum', 'at least', (bound) => value < bound],
    ['maximum', 'at most', (bound) => value > bound],
    ['exclusiveMinimum', 'more than', (bound) => value <= bound],
    ['exclusiveMaximum', 'less than', (bound) => value >= bound],
    ['multipleOf', 'a multiple of', (bound) => !isMultiple(value, bound)],
  ];
  for (const [keyword, text, fails] of rules) {
    const bound = schema[keyword];
    if (typeof bound === 'number' && fails(bound)) {
      problems.push({
        path,
        message: `expected ${text} ${bound}, received ${describeValue(value)}`,
      });
    }
  }
}

function isMultiple(value: number, of: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(of)) return value % of === 0;
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 * Math.max(1, Math.abs(quotient));
}

function checkList(
  schema: JsonObject,
  list: readonly unknown[],
  path: JsonPath,
  problems: SchemaProblem[],
): void {
  const { minItems, maxItems } = schema as Readonly<Record<string, unknown>>;
  const received = `received ${describeValue(list)}`;
  if (typeof minItems === 'number' && list.length < minItems) {
    problems.push({ path, message: `expected at least ${count(minItems, 'item')}, ${received}` });
  }
  if (typeof maxItems === 'number' && list.length > maxItems) {
    problems.push({ path, message: `expected at most ${count(maxItems, 'item')}, ${received}` });
  }
  const first = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as JsonSchema[]) : [];
  const rest = schema['items'] as JsonSchema | undefined;
  for (let at = 0; at < list.length; at++) {
    const each = first[at] ?? rest;
    if (each === undefined) problems.push(...check({}, list[at], [...path, at]));
    else if (each === false) {
      problems.push({ path, message: `expected ${count(first.length, 'item')}, ${received}` });
      break;
    } else problems.push(...check(each, list[at], [...path, at]));
  }
  if (schema['uniqueItems'] === true) {
    const seen = new Map<string, number>();
    for (const [at, item] of list.entries()) {
      const text = canonicalJson(item as Json);
      const before = seen.get(text);
      if (before !== undefined) {
        problems.push({
          path: [...path, at],
          message: `expected different items, received item ${before} again`,
        });
      } else seen.set(text, at);
    }
  }
}

function checkObject(
  schema: JsonObject,
  record: Readonly<Record<string, unknown>>,
  path: JsonPath,
  problems: SchemaProblem[],
): void {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
  const known = Object.keys(properties);
  const names = Object.keys(record).filter((name) => record[name] !== undefined);
  const present = new Set(names);
  for (const name of required) {
    if (present.has(name)) continue;
    const expected = Object.hasOwn(properties, name)
      ? describeSchema(properties[name]!)
      : 'a value';
    problems.push({ path: [...path, name], message: `expected ${expected}, received nothing` });
  }
  const rest = schema['additionalProperties'] as JsonSchema | undefined;
  for (const name of names) {
    const at = [...path, name];
    if (schema['propertyNames'] !== undefined) {
      const wrong = check(schema['propertyNames'] as JsonSchema, name, at)[0];
      if (wrong)
        problems.push({ ...wrong, path: at, message: `the name \`${name}\`: ${wrong.message}` });
    }
    if (Object.hasOwn(properties, name))
      problems.push(...check(properties[name]!, record[name], at));
    else if (rest === false) {
      const hint = didYouMean(
        name,
        known.filter((each) => !present.has(each)),
      );
      problems.push({
        path: at,
        message: `there is no property \`${name}\` here`,
        ...(hint !== undefined && { hint }),
      });
    } else problems.push(...check(rest ?? {}, record[name], at));
  }
  const { minProperties, maxProperties } = schema as Readonly<Record<string, unknown>>;
  if (typeof minProperties === 'number' && names.length < minProperties) {
    problems.push({
      path,
      message: `expected at least ${count(minProperties, 'property')}, received ${names.length}`,
    });
  }
  if (typeof maxProperties === 'number' && names.length > maxProperties) {
    problems.push({
      path,
      message: `expected at most ${count(maxProperties, 'property')}, received ${names.length}`,
    });
  }
}

function count(number: number, noun: string): string {
  if (number === 1) return `1 ${noun}`;
  return `${number} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}
