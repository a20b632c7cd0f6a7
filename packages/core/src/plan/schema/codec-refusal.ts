/** Values that no codec takes, and how that is told. @module */
import { WorkflowError } from '../errors.ts';
import { CODEC_NAMES } from './codec.ts';
import { type JsonPath, printPath } from './problem.ts';
import { describeValue } from './wording.ts';

/** A value of another kind than its codec takes. */
export function wrongFor(expected: string, value: unknown, path: JsonPath): WorkflowError {
  return refusal(path, `is ${describeValue(value)} where ${expected} is declared`);
}

/** A codec that nobody knows. */
export function unknownCodec(codec: string, path: JsonPath): WorkflowError {
  return refusal(path, `has the unknown codec \`${codec}\``, `Known: ${CODEC_NAMES.join(', ')}.`);
}

/** What is thrown for a value that cannot cross: `OUTPUT_INVALID`, with its place. */
export function refusal(path: JsonPath, fact: string, hint?: string): WorkflowError {
  const where = path.length === 0 ? 'The value' : `\`${printPath(path)}\``;
  return new WorkflowError('OUTPUT_INVALID', `${where} ${fact}.`, { path, hint });
}
