/** Kinds of step that a package brings: what one takes, what it gives, and what runs it. @module */
import { toPortableSchema } from '@sluice/core';
import {
  type Awaitable,
  applyDefaults,
  assertName,
  checkValue,
  type Json,
  type JsonObject,
  type JsonSchema,
  type TaskShape,
  WorkflowError,
} from '@sluice/core/plan';
import type { Attempt, StepRunner } from '@sluice/core/run';
import type { z } from 'zod';

/** What a kind of step takes: an object, described by zod or by a JSON Schema. */
export type StepInputs = z.ZodObject | JsonObject;
/** The values that a step of the kind is given. */
export type StepValues<Inputs extends StepInputs> = Inputs extends z.ZodObject
  ? z.output<Inputs>
  : JsonObject;

/** What a step of the kind runs with. */
export interface StepContext<Values> {
  /** Checked, with the defaults filled in. */
  readonly inputs: Values;
  readonly env: Readonly<Record<string, string>>;
  /** The folder that the steps of a run share. */
  readonly workspace: string;
  /** Aborted when the step is to stop. */
  readonly signal: AbortSignal;
  /** Writes a line of the step's log. */
  log(text: string): void;
}

/** What {@link defineStepType} is told. */
export interface StepTypeSpec<Inputs extends StepInputs> {
  /** The `kind` that a plan says, in kebab-case. */
  readonly kind: string;
  readonly inputs: Inputs;
  /** The outputs and their schemas. */
  readonly outputs?: Readonly<Record<string, JsonSchema>>;
  /** Throws when the step fails. */
  run(step: StepContext<StepValues<Inputs>>): Awaitable<JsonObject>;
}

/** A kind of step: give it to the engine among its `runners`, and to `validate` by its shape. */
export interface StepType extends StepRunner<never> {
  readonly kind: never;
  readonly shape: TaskShape;
}

/**
 * Defines a kind of step, which a plan then says with its inputs: `{"kind": "mail", "inputs": {"to": "ana"}}`.
 * Throws `NAME_INVALID`, and `SCHEMA_NOT_PORTABLE` for inputs that a plan cannot carry.
 */
export function defineStepType<const Inputs extends StepInputs>(
  spec: StepTypeSpec<Inputs>,
): StepType {
  const { kind, inputs, outputs } = spec;
  assertName(kind, 'step type');
  const schema = isZod(inputs) ? toPortableSchema(inputs) : (inputs as JsonSchema);
  return {
    // The kinds that there are at compile time are those that somebody declared in `StepKinds`.
    kind: kind as never,
    shape: { inputs: schema, ...(outputs !== undefined && { outputs }) },
    async run(attempt: Attempt<never>) {
      const values = isZod(inputs)
        ? await parsed(kind, inputs, attempt.inputs)
        : checked(kind, schema, attempt.inputs);
      const made = await spec.run({
        // Parsed by the schema that the type was inferred from.
        inputs: values as StepValues<Inputs>,
        env: attempt.env,
        workspace: attempt.workspace,
        signal: attempt.signal,
        log: (text) => attempt.log({ stream: 'log', text }),
      });
      return { outputs: made };
    },
  };
}

/** What `validate` must know of kinds of step. */
export function knownStepTypes(types: readonly StepType[]): {
  readonly kinds: readonly string[];
  readonly kindShapes: Readonly<Record<string, TaskShape>>;
} {
  return {
    kinds: types.map((type) => type.kind as string),
    kindShapes: Object.fromEntries(types.map((type) => [type.kind as string, type.shape])),
  };
}

function isZod(inputs: StepInputs): inputs is z.ZodObject {
  return typeof (inputs as { safeParseAsync?: unknown }).safeParseAsync === 'function';
}

async function parsed(kind: string, inputs: z.ZodObject, given: Json): Promise<unknown> {
  const result = await inputs.safeParseAsync(given);
  if (result.success) return result.data;
  throw refused(
    kind,
    result.error.issues.map((issue) => `\`${issue.path.map(String).join('.')}\`: ${issue.message}`),
  );
}

function checked(kind: string, schema: JsonSchema, given: Json): Json | undefined {
  // An expression that gives null for what may be left out means "not given".
  const present = Object.entries(given as JsonObject).filter(([, value]) => value !== null);
  const values = applyDefaults(schema, Object.fromEntries(present));
  const problems = checkValue(schema, values);
  if (problems.length === 0) return values;
  throw refused(
    kind,
    problems.map(({ path, message }) => `\`${path.join('.')}\`: ${message}`),
  );
}

function refused(kind: string, problems: readonly string[]): WorkflowError {
  return new WorkflowError(
    'INPUT_INVALID',
    `The inputs of the \`${kind}\` step do not fit: ${problems.join('; ')}.`,
    { hint: 'Correct what the plan gives to this step.' },
  );
}
