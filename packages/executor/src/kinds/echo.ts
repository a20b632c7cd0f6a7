/** `echo`: says something, and hands it on. @module */
import { defineStepType, type StepType } from './define-step-type.ts';

/** A step that writes its message to its log: text as it is, anything else as JSON. */
export const echo: StepType = defineStepType({
  kind: 'echo',
  inputs: {
    type: 'object',
    properties: { message: { description: 'What to say: any JSON' } },
    required: ['message'],
    additionalProperties: false,
  },
  outputs: { message: true },
  run({ inputs, log }) {
    const { message = null } = inputs;
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    for (const line of text.split('\n')) log(line);
    return { message };
  },
});
