/** The plan that runs one task. @module */
import { type AnyTask, toPortableSchema } from '@sluice/core';
import { type JsonSchema, type Plan, type PlanInput, taskInternals } from '@sluice/core/plan';

type Schema = AnyTask['inputs'];

/** One step, whose inputs and outputs are those of the task. */
export function taskPlan(task: AnyTask): Plan {
  const inputs = taskInputs(task);
  const outputs = taskOutputs(task);
  return {
    irVersion: 1,
    kind: 'flow',
    name: task.name,
    ...(task.description !== undefined && { description: task.description }),
    inputs,
    outputs: mapValues(outputs, (_, name) => `\${{ steps.${task.name}.outputs.${name} }}`),
    on: [],
    steps: [
      {
        id: task.name,
        run: {
          kind: 'task',
          task: task.name,
          inputs: mapValues(inputs, (_, name) => `\${{ inputs.${name} }}`),
        },
        ...(Object.keys(outputs).length > 0 && { outputs }),
        ...(task.artifactNames.length > 0 && { artifacts: task.artifactNames }),
        ...(task.secretNames.length > 0 && { secrets: task.secretNames }),
      },
    ],
  };
}

function taskInputs(task: AnyTask): Readonly<Record<string, PlanInput>> {
  const shape = task.inputs.shape as Readonly<Record<string, Schema>>;
  return mapValues(shape, (schema) => {
    const portable = portableOr(schema, true);
    const object = typeof portable === 'object' ? portable : {};
    const {
      default: value,
      description,
      ...rest
    } = object as { default?: PlanInput['default']; description?: string };
    return {
      schema: typeof portable === 'boolean' ? portable : (rest as JsonSchema),
      required: !schema.safeParse(undefined).success,
      ...(value !== undefined && { default: value }),
      ...(typeof (description ?? schema.description) === 'string' && {
        description: (description ?? schema.description)!,
      }),
    };
  });
}

function taskOutputs(task: AnyTask): Readonly<Record<string, JsonSchema>> {
  const schemas = taskInternals(task)?.outputSchemas ?? {};
  return mapValues(schemas, (schema) =>
    schema === null ? { type: 'string' } : portableOr(schema as Schema, true),
  );
}

/** A task's own inputs may transform; what has no portable schema is checked in the attempt. */
function portableOr(schema: Schema, otherwise: JsonSchema): JsonSchema {
  try {
    return toPortableSchema(schema);
  } catch {
    return otherwise;
  }
}

function mapValues<T, R>(
  record: Readonly<Record<string, T>>,
  to: (value: T, key: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
