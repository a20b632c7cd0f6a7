/**
 * From zod to JSON Schema, for what a plan carries. Walks the user's own zod 4 instances by their `def`, so that this
 * package never loads zod, and refuses what JSON cannot say faithfully.
 * @module
 */
import type { z } from 'zod';
import { type Diagnostic, WorkflowError } from '../plan/errors.ts';
import type { Json, JsonObject } from '../plan/names.ts';
import type { JsonSchema, PlanInput } from '../plan/plan.ts';
import { type CodecName, codecSchema } from '../plan/schema/codec.ts';
import { normaliseSchema } from '../plan/schema/normalise.ts';
import { schemaProblems } from '../plan/schema/portable.ts';
import { withCheck } from './zod-checks.ts';

type Path = readonly (string | number)[];
/** A definition of zod's: `type` tells what else is there. */
interface Def {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The JSON Schema of a zod schema. Throws `SCHEMA_NOT_PORTABLE` with every place that JSON cannot say. */
export function toPortableSchema(schema: z.ZodType, path: Path = []): JsonSchema {
  return strictly(schema, path, 'refused');
}

/**
 * How the values of a schema travel between steps: its codecs, and `true` for whatever JSON Schema cannot say, which the
 * schema itself checks. Never throws. Inputs are what is parsed, outputs what parsing gave.
 */
export function toCodecSchema(schema: z.ZodType, side: 'input' | 'output'): JsonSchema {
  return new Walk('marked', side).schema(schema, []);
}

function strictly(schema: z.ZodType, path: Path, codecs: 'refused' | 'marked'): JsonSchema {
  const walk = new Walk(codecs, undefined);
  const result = normaliseSchema(walk.schema(schema, path));
  for (const each of schemaProblems(result)) {
    walk.refuse([...path, ...each.path], each.message, each.hint ?? 'Use a simpler schema.');
  }
  walk.throwProblems();
  return result;
}

/** The inputs of a workflow, for its plan. Throws `SCHEMA_NOT_PORTABLE`. */
export function toPlanInputs(schema: z.ZodObject): Readonly<Record<string, PlanInput>> {
  const inputs: Record<string, PlanInput> = {};
  const problems: Diagnostic[] = [];
  for (const [name, property] of Object.entries(shapeOf(schema))) {
    try {
      inputs[name] = toPlanInput(property, ['inputs', name]);
    } catch (error) {
      if (!WorkflowError.is(error)) throw error;
      problems.push(...error.diagnostics);
    }
  }
  throwAll(problems);
  return inputs;
}

/** The properties of an object schema. */
export function shapeOf(schema: z.ZodObject): Readonly<Record<string, z.ZodType>> {
  return defOf(schema)['shape'] as Readonly<Record<string, z.ZodType>>;
}

/** Whether a property may be left out. */
export function mayBeOmitted(schema: z.ZodType): boolean {
  return schema._zod.optin !== undefined;
}

/** The schemas of an answer's or a command's outputs, by name. */
export function toSchemas(
  schemas: Readonly<Record<string, z.ZodType | null>>,
  path: Path,
  codecs: 'refused' | 'marked' = 'refused',
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      schema === null ? { type: 'string' } : strictly(schema, [...path, name], codecs),
    ]),
  );
}

/** The schemas of a task's outputs, by name: dates, bytes, maps, sets and bigints travel by codecs. */
export function toOutputSchemas(
  schemas: Readonly<Record<string, z.ZodType | null>>,
): Readonly<Record<string, JsonSchema>> {
  return toSchemas(schemas, ['outputs'], 'marked');
}

function toPlanInput(schema: z.ZodType, path: Path): PlanInput {
  const json = toPortableSchema(schema, path);
  if (typeof json === 'boolean') return { schema: json, required: !mayBeOmitted(schema) };
  const { default: usual, description, ...rest } = json as JsonObject;
  return {
    schema: rest,
    required: !mayBeOmitted(schema),
    ...(usual !== undefined && { default: usual }),
    ...(typeof description === 'string' && { description }),
  };
}

function defOf(schema: z.ZodType): Def {
  return schema._zod.def as unknown as Def;
}

function throwAll(problems: readonly Diagnostic[]): void {
  const [first] = problems;
  if (first === undefined) return;
  throw new WorkflowError(first.code, first.message, {
    hint: first.hint,
    path: first.path,
    diagnostics: problems,
  });
}

const DATES = 'Use a text: `z.iso.datetime()` or `z.iso.date()`.';
const REFUSED: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  transform: ['A schema that transforms', 'Move it into a task: its own inputs may transform.'],
  pipe: ['A schema that transforms', 'Move it into a task: its own inputs may transform.'],
  custom: ['A custom check', 'Say it with a pattern, a length or a range.'],
  function: ['A function', 'Pass data.'],
  date: ['A date', DATES],
  map: ['A map', 'Use `z.record`.'],
  set: ['A set', 'Use `z.array`.'],
  bigint: ['A bigint', 'Use `z.int()` or a text of digits.'],
  symbol: ['A symbol', 'Use a text.'],
  undefined: ['`undefined`', 'Use `.optional()`.'],
  void: ['`void`', 'Use `.optional()`.'],
  nan: ['`NaN`', 'Use `.nullable()`.'],
  promise: ['A promise', 'Pass data.'],
  file: ['A file', 'Pass an artifact.'],
  success: ['`z.success`', 'Use a boolean.'],
  catch: ['`.catch`', 'Use `.default`, and let wrong values be refused.'],
  lazy: ['A recursive schema', 'Write it out to the depth that is needed.'],
  intersection: ['An intersection', 'Use `.extend` to make one object.'],
  template_literal: ['A template literal', 'Use `z.string().regex(…)`.'],
};

class Walk {
  readonly #problems: Diagnostic[] = [];
  readonly #codecs: 'refused' | 'marked';
  /** Set when only codecs matter: nothing is refused, and a pipe is its one end. */
  readonly #side: 'input' | 'output' | undefined;
  readonly #above = new Set<z.ZodType>();

  constructor(codecs: 'refused' | 'marked', side: 'input' | 'output' | undefined) {
    this.#codecs = codecs;
    this.#side = side;
  }

  refuse(path: Path, message: string, hint: string): void {
    const at = path.length === 0 ? '' : ` (at \`${path.join('.')}\`)`;
    this.#problems.push({
      code: 'SCHEMA_NOT_PORTABLE',
      severity: 'error',
      message: `${message.replace(/\.$/, '')}${at}.`,
      hint,
      path,
    });
  }

  throwProblems(): void {
    throwAll(this.#problems);
  }

  schema(schema: z.ZodType, path: Path): JsonSchema {
    if (this.#above.has(schema) || this.#above.size > 64) {
      this.refuse(path.slice(0, 4), 'A recursive schema has no portable form', 'Write it out.');
      return true;
    }
    this.#above.add(schema);
    const result = this.#described(schema, this.#type(schema, path));
    this.#above.delete(schema);
    return result;
  }

  #described(schema: z.ZodType, result: JsonSchema): JsonSchema {
    const { description } = schema as { readonly description?: string };
    if (description === undefined) return result;
    return typeof result === 'boolean'
      ? result
        ? { description }
        : result
      : { ...result, description };
  }

  #type(schema: z.ZodType, path: Path): JsonSchema {
    const def = defOf(schema);
    if (def['coerce'] === true) {
      this.refuse(path, 'A coerced schema has no portable form', 'Move it into a task.');
      return true;
    }
    switch (def.type) {
      case 'string':
        return this.#checked(def, { type: 'string' }, path);
      case 'number':
        return this.#checked(def, { type: 'number' }, path);
      case 'boolean':
        return this.#checked(def, { type: 'boolean' }, path);
      case 'null':
        return { type: 'null' };
      case 'any':
      case 'unknown':
        return this.#checked(def, {}, path);
      case 'never':
        return false;
      case 'literal':
        return { enum: def['values'] as readonly Json[] };
      case 'enum':
        return { enum: enumValues(def['entries'] as Readonly<Record<string, Json>>) };
      case 'array': {
        const items = this.schema(def['element'] as z.ZodType, [...path, 'items']);
        return this.#checked(def, { type: 'array', items }, path);
      }
      case 'tuple':
        return this.#tuple(def, path);
      case 'object':
        return this.#object(def, path);
      case 'record':
        return this.#record(def, path);
      case 'union':
        return {
          anyOf: (def['options'] as readonly z.ZodType[]).map((each, at) =>
            this.schema(each, [...path, at]),
          ),
        };
      case 'nullable':
        return { anyOf: [this.#inner(def, path), { type: 'null' }] };
      case 'optional':
      case 'nonoptional':
      case 'readonly':
        return this.#inner(def, path);
      case 'default':
      case 'prefault':
        return this.#default(def, path);
      default: {
        const coded = this.#codecs === 'marked' ? this.#coded(schema, def, path) : undefined;
        if (coded !== undefined) return coded;
        if (def.type === 'pipe' && this.#side !== undefined) {
          return this.schema(def[this.#side === 'input' ? 'in' : 'out'] as z.ZodType, path);
        }
        const [what, hint] = REFUSED[def.type] ?? [`\`${def.type}\``, 'Use a simpler schema.'];
        this.refuse(path, `${what} has no portable form`, hint);
        return true;
      }
    }
  }

  /** The values that JSON cannot hold. Their ranges and sizes are checked by the task itself. */
  #coded(schema: z.ZodType, def: Def, path: Path): JsonSchema | undefined {
    const codec = codecOf(schema, def);
    if (codec === undefined) return undefined;
    const checks = (def['checks'] as readonly { _zod: { def: Def } }[] | undefined) ?? [];
    if (checks.some((each) => ['custom', 'overwrite'].includes(String(each._zod.def['check'])))) {
      this.refuse(path, 'A refinement has no portable form', 'Check it in the task.');
    }
    const inner = { map: ['keyType', 'valueType'], set: ['valueType'] }[String(codec)] ?? [];
    return codecSchema(
      codec,
      ...inner.map((key) => this.schema(def[key] as z.ZodType, [...path, key])),
    );
  }

  #inner(def: Def, path: Path): JsonSchema {
    return this.schema(def['innerType'] as z.ZodType, path);
  }

  #default(def: Def, path: Path): JsonSchema {
    const inner = this.#inner(def, path);
    const value = def['defaultValue'];
    const again = def['defaultValue'];
    // zod hides a function behind a getter; one that gives the same data every time is as good as the data
    if (JSON.stringify(value) !== JSON.stringify(again) || !isJson(value)) {
      this.refuse(
        path,
        'A default that is not fixed data has no portable form',
        'Set it in a task.',
      );
      return inner;
    }
    return typeof inner === 'boolean' ? inner : { ...inner, default: value };
  }

  #tuple(def: Def, path: Path): JsonSchema {
    const items = def['items'] as readonly z.ZodType[];
    const rest = def['rest'] as z.ZodType | null;
    const required = items.filter((each) => !mayBeOmitted(each)).length;
    const json: JsonObject = {
      type: 'array',
      prefixItems: items.map((each, at) => this.schema(each, [...path, at])),
      items: rest === null || rest === undefined ? false : this.schema(rest, [...path, 'items']),
      minItems: required,
    };
    return this.#checked(def, json, path);
  }

  #object(def: Def, path: Path): JsonSchema {
    const shape = def['shape'] as Readonly<Record<string, z.ZodType>>;
    const names = Object.keys(shape);
    const properties = Object.fromEntries(
      names.map((name) => [name, this.schema(shape[name]!, [...path, name])]),
    );
    const required = names.filter((name) => !mayBeOmitted(shape[name]!));
    const rest = def['catchall'] as z.ZodType | undefined;
    const json: JsonObject = {
      type: 'object',
      properties,
      required,
      ...(rest !== undefined && { additionalProperties: this.schema(rest, [...path, '*']) }),
    };
    return this.#checked(def, json, path);
  }

  #record(def: Def, path: Path): JsonSchema {
    const json: JsonObject = {
      type: 'object',
      propertyNames: this.schema(def['keyType'] as z.ZodType, [...path, 'keys']),
      additionalProperties: this.schema(def['valueType'] as z.ZodType, [...path, '*']),
    };
    return this.#checked(def, json, path);
  }

  /** Adds what the checks of a schema say. A schema of a format is its own check. */
  #checked(def: Def, json: JsonObject, path: Path): JsonSchema {
    const own = typeof def['check'] === 'string' ? [def] : [];
    const others = (def['checks'] as readonly { _zod: { def: Def } }[] | undefined) ?? [];
    return [...own, ...others.map((each) => each._zod.def)].reduce<JsonObject>(
      (result, check) =>
        withCheck(result, check, (message, hint) => this.refuse(path, message, hint)),
      json,
    );
  }
}

/** The codec of a schema; bytes are `z.instanceof(Uint8Array)`. */
function codecOf(schema: z.ZodType, def: Def): CodecName | undefined {
  switch (def.type) {
    case 'date':
    case 'bigint':
    case 'map':
    case 'set':
      return def.type;
    case 'custom': {
      const { Class } = schema._zod.bag as { readonly Class?: { readonly name?: string } };
      return Class?.name === 'Uint8Array' ? 'bytes' : undefined;
    }
    default:
      return undefined;
  }
}

/** TypeScript writes the names of a numeric enum beside its values. */
function enumValues(entries: Readonly<Record<string, Json>>): readonly Json[] {
  const numbers = new Set(Object.values(entries).filter((value) => typeof value === 'number'));
  return Object.entries(entries)
    .filter(([key]) => !numbers.has(Number(key)))
    .map(([, value]) => value);
}

function isJson(value: unknown): value is Json {
  if (value === null) return true;
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value);
    const plain = prototype === Object.prototype || prototype === null;
    return plain && Object.values(value).every(isJson);
  }
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}
