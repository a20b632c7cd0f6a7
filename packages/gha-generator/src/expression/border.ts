/**
 * How values cross the borders of jobs and steps, where GitHub knows nothing but text: texts as they are, everything
 * else as JSON that is read again where it is used. A value that nobody gave is empty, and reads as null.
 * @module
 */
import { type ExprNode, type JsonSchema, travelsAsText } from '@sluice/core/plan';
import { call, either, literal } from './rewrite.ts';

/** Whether a value of this schema is a text, number or boolean, which GitHub writes into a text as they are. */
export function isScalar(schema: JsonSchema | undefined): boolean {
  if (typeof schema !== 'object') return false;
  if (travelsAsText(schema)) return true;
  const type = schema['type'];
  const choices = schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']]);
  if (type === undefined) return Array.isArray(choices) && choices.every(isPrimitive);
  return type === 'number' || type === 'integer' || type === 'boolean';
}

function isPrimitive(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

/** The value behind a text that crossed a border. */
export function arrived(text: ExprNode, schema: JsonSchema | undefined): ExprNode {
  return travelsAsText(schema) ? text : call('fromJSON', either(text, literal('null')));
}

/** The JSON of a value; what arrived as JSON is not read and written once more. */
export function asJson(value: ExprNode): ExprNode {
  const arrival = arrivedText(value);
  return arrival === undefined ? call('toJSON', value) : either(arrival, literal('null'));
}

/** The text inside `fromJSON(text || 'null')`. */
export function arrivedText(value: ExprNode): ExprNode | undefined {
  if (value.op !== 'call' || value.name !== 'fromJSON') return undefined;
  const [text] = value.args;
  if (text?.op !== '||' || text.right.op !== 'literal' || text.right.value !== 'null') {
    return undefined;
  }
  return text.left;
}
