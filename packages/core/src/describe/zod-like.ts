/**
 * Two schemas that this package makes itself, without zod: it must not load zod, and it must fit into a `z.object` of
 * whatever copy of zod 4 the user's module has. They speak the part of zod's internal protocol that an object asks of
 * its properties, and the methods that hosts call.
 * @module
 */
import type { z } from 'zod';
import { WorkflowError } from '../plan/errors.ts';

interface Issue {
  readonly code: string;
  readonly expected?: string;
  readonly message: string;
  readonly input: unknown;
  readonly path: readonly PropertyKey[];
}
interface Payload {
  value: unknown;
  issues: Issue[];
}
type Definition = { readonly type: string; readonly [key: string]: unknown };

interface Recipe {
  readonly def: Definition;
  /** Changes the value, or adds issues. */
  readonly read: (payload: Payload, context: unknown) => Payload;
  readonly optional?: boolean;
  readonly members?: Readonly<Record<string, unknown>>;
}

interface ZodLike {
  readonly _zod: {
    readonly def: Definition;
    readonly run: (payload: Payload, context: unknown) => Payload;
    readonly optin: 'optional' | undefined;
    readonly optout: 'optional' | undefined;
  };
}

function createSchema(recipe: Recipe): ZodLike {
  const presence = recipe.optional === true ? 'optional' : undefined;
  const run = (payload: Payload, context: unknown = {}): Payload => recipe.read(payload, context);
  const internals = {
    def: recipe.def,
    bag: {},
    traits: new Set(['$ZodType', 'ZodType']),
    version: { major: 4, minor: 0, patch: 0 },
    optin: presence,
    optout: presence,
    values: undefined,
    pattern: undefined,
    propValues: undefined,
    deferred: [],
    run,
    parse: run,
  } as const;

  const safeParse = (value: unknown) => {
    const payload = run({ value, issues: [] });
    if (payload.issues.length === 0) return { success: true, data: payload.value } as const;
    return { success: false, error: problem(payload.issues) } as const;
  };
  const parse = (value: unknown): unknown => {
    const result = safeParse(value);
    if (result.success) return result.data;
    throw result.error;
  };
  const schema = {
    def: recipe.def,
    type: recipe.def.type,
    parse,
    safeParse,
    parseAsync: async (value: unknown) => parse(value),
    safeParseAsync: async (value: unknown) => safeParse(value),
    optional: () => wrap(schema, 'optional', undefined),
    nullable: () => wrap(schema, 'nullable', null),
    describe: (description: string) => createSchema(withDescription(recipe, description)),
    ...recipe.members,
    '~standard': {
      version: 1,
      vendor: 'sluice',
      validate(value: unknown) {
        const { issues, value: read } = run({ value, issues: [] });
        return issues.length === 0 ? { value: read } : { issues };
      },
    },
  };
  // what zod asks of a schema stands under `_zod`, out of sight
  Object.defineProperty(schema, '_zod', { value: internals });
  return schema as typeof schema & ZodLike;
}

function withDescription(recipe: Recipe, description: string): Recipe {
  return { ...recipe, members: { ...recipe.members, description } };
}

function wrap(inner: unknown, type: 'optional' | 'nullable', empty: undefined | null): ZodLike {
  const of = inner as ZodLike;
  return createSchema({
    def: { type, innerType: inner },
    optional: type === 'optional' || of._zod.optin === 'optional',
    read: (payload, context) => (payload.value === empty ? payload : of._zod.run(payload, context)),
  });
}

function problem(issues: readonly Issue[]): WorkflowError {
  return Object.assign(
    new WorkflowError('INPUT_INVALID', issues.map((each) => each.message).join(' ')),
    { issues },
  );
}

function refuse(payload: Payload, expected: string, message: string): Payload {
  payload.issues.push({ code: 'invalid_type', expected, message, input: payload.value, path: [] });
  return payload;
}

/** A text that must not be empty. The cast holds: it does what zod's object asks of a property. */
export function textSchema<T extends string>(what: string): z.ZodType<T, T> {
  return createSchema({
    def: { type: 'string' },
    read: (payload) =>
      typeof payload.value === 'string' && payload.value !== ''
        ? payload
        : refuse(payload, 'string', `Expected ${what}.`),
  }) as unknown as z.ZodType<T, T>;
}

/** The schema of a definition without inputs. The cast holds: it does what hosts ask of an object without properties. */
export function emptyObject(): z.ZodObject<{}> {
  const shape = Object.freeze({});
  return createSchema({
    def: { type: 'object', shape },
    members: { shape },
    read: (payload) => {
      const { value } = payload;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return refuse(payload, 'object', 'Expected an object.');
      }
      payload.value = {};
      return payload;
    },
  }) as unknown as z.ZodObject<{}>;
}
