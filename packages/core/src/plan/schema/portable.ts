/** What is not portable in a schema: for `validate`, which reports all of it at once. @module */
import { isDeeperThan, MAX_DEPTH, tooDeep } from '../depth.ts';
import { canonicalJson } from '../hash.ts';
import type { Json, JsonObject } from '../names.ts';
import { didYouMean, nearest } from '../suggest.ts';
import { checkValue } from './check.ts';
import { CODEC_NAMES } from './codec.ts';
import {
  CODEC_KEYWORD,
  FOREIGN_KEYWORDS,
  KEYWORDS,
  NOISE_KEYWORDS,
  SCHEMA_TYPES,
  typeOfKeyword,
} from './keyword.ts';
import { compilePattern } from './pattern.ts';
import type { JsonPath, SchemaProblem } from './problem.ts';
import { describeValue } from './wording.ts';

/** Everything in a schema that is not in the portable subset, or cannot mean anything. `path` is where it stands. */
export function schemaProblems(schema: unknown, path: JsonPath = []): readonly SchemaProblem[] {
  if (!isDeeperThan(MAX_DEPTH, schema)) return problemsOf(schema, path);
  const { message, hint } = tooDeep(MAX_DEPTH);
  return [{ path, message, ...(hint !== undefined && { hint }) }];
}

function problemsOf(schema: unknown, path: JsonPath): readonly SchemaProblem[] {
  if (typeof schema === 'boolean') return [];
  if (!isObject(schema)) {
    return [{ path, message: `A schema is an object, not ${describeValue(schema)}.` }];
  }
  const problems: SchemaProblem[] = [];
  for (const keyword of Object.keys(schema)) {
    const value = schema[keyword];
    if (value === undefined) continue;
    const at = [...path, keyword];
    const foreign = Object.hasOwn(FOREIGN_KEYWORDS, keyword)
      ? FOREIGN_KEYWORDS[keyword]
      : undefined;
    if (foreign !== undefined) {
      problems.push({
        path: at,
        message: `\`${keyword}\` is not in the portable subset of JSON Schema.`,
        hint: foreign,
      });
    } else if (KEYWORDS.includes(keyword)) problems.push(...keywordProblems(keyword, value, at));
    else if (!NOISE_KEYWORDS.includes(keyword) && !keyword.startsWith('x-')) {
      const near = nearest(keyword, KEYWORDS);
      problems.push({
        path: at,
        message: `\`${keyword}\` is no keyword of JSON Schema.`,
        hint: near === undefined ? 'Remove it.' : `Did you mean \`${near}\`?`,
      });
    }
  }
  problems.push(...togetherProblems(schema, path));
  if (problems.length === 0 && schema['default'] !== undefined) {
    for (const each of checkValue(schema, schema['default'], [...path, 'default'])) {
      problems.push({ ...each, message: `The default does not fit: ${each.message}.` });
    }
  }
  return problems;
}

function keywordProblems(keyword: string, value: Json, path: JsonPath): readonly SchemaProblem[] {
  const wrong = (expected: string): readonly SchemaProblem[] => [
    { path, message: `\`${keyword}\` is ${expected}, not ${describeValue(value)}.` },
  ];
  switch (keyword) {
    case 'type':
      return typeProblems(value, path);
    case CODEC_KEYWORD:
      if (CODEC_NAMES.some((each) => each === value)) return [];
      return wrong(`one of ${CODEC_NAMES.map((each) => `\`${each}\``).join(', ')}`);
    case 'enum':
      return Array.isArray(value) && value.length > 0 ? [] : wrong('a list of choices');
    case 'required':
      if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return [];
      return wrong('a list of names');
    case 'properties':
      if (!isObject(value)) return wrong('an object of schemas');
      return Object.keys(value).flatMap((name) => problemsOf(value[name], [...path, name]));
    case 'items':
    case 'additionalProperties':
    case 'propertyNames':
      return problemsOf(value, path);
    case 'prefixItems':
    case 'anyOf':
    case 'oneOf':
      if (!Array.isArray(value) || value.length === 0) return wrong('a list of schemas');
      return (value as Json[]).flatMap((each, at) => problemsOf(each, [...path, at]));
    case 'pattern':
      if (typeof value !== 'string') return wrong('a regular expression');
      return patternProblems(value, path);
    case 'description':
    case 'format':
    case 'contentEncoding':
      return typeof value === 'string' ? [] : wrong('a text');
    case 'uniqueItems':
      return typeof value === 'boolean' ? [] : wrong('true or false');
    case 'multipleOf':
      return typeof value === 'number' && value > 0 ? [] : wrong('a number above 0');
    case 'const':
    case 'default':
      return [];
    default:
      if (/^(min|max)[A-Z]/.test(keyword)) {
        const valid = Number.isSafeInteger(value) && (value as number) >= 0;
        return valid ? [] : wrong('a whole number from 0');
      }
      return typeof value === 'number' ? [] : wrong('a number');
  }
}

function patternProblems(pattern: string, path: JsonPath): readonly SchemaProblem[] {
  const read = compilePattern(pattern);
  if (read.ok) return [];
  const { message, hint } = read;
  return [{ path, message, ...(hint !== undefined && { hint }) }];
}

function typeProblems(value: Json, path: JsonPath): readonly SchemaProblem[] {
  const types = (Array.isArray(value) ? value : [value]) as Json[];
  if (types.length === 0) return [{ path, message: '`type` names no type.' }];
  return types
    .filter((type) => !SCHEMA_TYPES.some((each) => each === type))
    .map((type) => {
      const hint = typeof type === 'string' ? didYouMean(type, SCHEMA_TYPES) : undefined;
      const name = typeof type === 'string' ? `\`${type}\`` : describeValue(type);
      return { path, message: `${name} is no type of JSON.`, ...(hint !== undefined && { hint }) };
    });
}

/** What single keywords cannot tell: a keyword for another type, bounds that leave nothing, a missing property. */
function togetherProblems(schema: JsonObject, path: JsonPath): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const given = schema['type'];
  if (SCHEMA_TYPES.some((each) => each === given)) {
    const type = given === 'integer' ? 'number' : given;
    for (const keyword of Object.keys(schema)) {
      const about = typeOfKeyword(keyword);
      if (about === undefined || about === type) continue;
      const message = `\`${keyword}\` says nothing about the type \`${given}\`.`;
      problems.push({ path: [...path, keyword], message, hint: `It is for \`${about}\`.` });
    }
  }
  for (const [low, high] of BOUNDS) {
    const [least, most] = [schema[low], schema[high]];
    if (typeof least === 'number' && typeof most === 'number' && least > most) {
      problems.push({ path: [...path, low], message: `\`${low}\` is above \`${high}\`.` });
    }
  }
  const { properties, required } = schema as { properties?: Json; required?: Json };
  if (schema['additionalProperties'] === false && Array.isArray(required)) {
    const known = isObject(properties) ? Object.keys(properties) : [];
    for (const [at, name] of required.entries()) {
      if (typeof name !== 'string' || known.includes(name)) continue;
      const hint = didYouMean(name, known);
      problems.push({
        path: [...path, 'required', at],
        message: `\`${name}\` is required, but is no property.`,
        ...(hint !== undefined && { hint }),
      });
    }
  }
  problems.push(...ambiguous(schema, path));
  return problems;
}

const BOUNDS: readonly (readonly [string, string])[] = [
  ['minLength', 'maxLength'],
  ['minimum', 'maximum'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
];

/** A value with a codec beside another branch of the same JSON type: a reader could not tell them apart. */
function ambiguous(schema: JsonObject, path: JsonPath): readonly SchemaProblem[] {
  return ['anyOf', 'oneOf'].flatMap((keyword) => {
    const branches = schema[keyword];
    if (!Array.isArray(branches)) return [];
    const objects = (branches as Json[]).filter(isObject);
    const coded = objects.find((each) => each[CODEC_KEYWORD] !== undefined);
    const other = objects.find((each) => each !== coded && each['type'] === coded?.['type']);
    if (!coded || !other || canonicalJson(coded) === canonicalJson(other)) return [];
    return [
      {
        path: [...path, keyword],
        message: `A \`${coded[CODEC_KEYWORD]}\` and another \`${coded['type']}\` cannot be told apart in JSON.`,
        hint: 'Wrap one of them in an object.',
      },
    ];
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
