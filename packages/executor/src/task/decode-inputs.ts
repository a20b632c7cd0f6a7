/** The inputs of a task as they came through JSON, back in the form in which they were sent. @module */
import {
  decodeValue,
  type Json,
  type TaskDefinition,
  taskInternals,
  WorkflowError,
} from '@sluice/core/plan';

/** Decodes what the inputs of a task name codecs for. What a codec cannot read stays: the task's own schema refuses it. */
export function decodeInputs(task: TaskDefinition, inputs: Json): unknown {
  const codecs = taskInternals(task)?.codecs?.inputs();
  if (codecs === undefined || typeof inputs !== 'object' || inputs === null) return inputs;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]): [string, unknown] => {
      const schema = Object.hasOwn(codecs, name) ? codecs[name] : undefined;
      try {
        return [name, decodeValue(value as Json, schema)];
      } catch (error) {
        if (!WorkflowError.is(error)) throw error;
        return [name, value];
      }
    }),
  );
}
