/** The outputs of a run as the values that its tasks gave. @module */
import {
  decodeValue,
  type JsonObject,
  type JsonSchema,
  type Plan,
  wholeExpression,
} from '@sluice/core/plan';

/** Decodes each output that is one output of a step whose schema the plan knows; leaves the others as they are. */
export function typedOutputs(plan: Plan, outputs: JsonObject): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      value === null ? null : decodeValue(value, outputSchema(plan, name)),
    ]),
  );
}

/** The schema of a plan's output, through the plans it nests; `true` where it is not known. */
function outputSchema(plan: Plan, name: string): JsonSchema {
  const text = plan.outputs[name];
  const node = typeof text === 'string' ? wholeExpression(text) : undefined;
  if (node?.op !== 'context') return true;
  const [context, id, part, output] = node.path;
  if (context !== 'steps' || part !== 'outputs') return true;
  const step = plan.steps.find((one) => one.id === id);
  if (step === undefined || output === undefined) return true;
  const nested = step.run.kind === 'workflow' ? step.run.plan : undefined;
  const schema = nested ? outputSchema(nested, output) : (step.outputs?.[output] ?? true);
  return step.matrix === undefined ? schema : { type: 'array', items: schema };
}
