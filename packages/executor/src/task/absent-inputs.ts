/** Null for an input that may be left out means that it was not given. @module */
import type { TaskDefinition } from '@sluice/core/plan';

/**
 * The inputs without those that are null because nobody gave them: an expression has no other way to say so. A schema
 * that takes null gets it.
 */
export async function givenInputs(task: TaskDefinition, inputs: unknown): Promise<unknown> {
  if (typeof inputs !== 'object' || inputs === null) return inputs;
  const { shape } = task.inputs;
  const given: [string, unknown][] = [];
  for (const [name, value] of Object.entries(inputs)) {
    const schema = value === null && Object.hasOwn(shape, name) ? shape[name] : undefined;
    const absent =
      schema !== undefined &&
      !(await schema.safeParseAsync(null)).success &&
      (await schema.safeParseAsync(undefined)).success;
    if (!absent) given.push([name, value]);
  }
  return Object.fromEntries(given);
}
