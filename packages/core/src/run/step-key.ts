/**
 * Step keys: names, never counters. `build`, `test[os=macos-latest]`, `epics[E1]/architecture`, `release/build`,
 * `backlog@2` (the second round of a rework). Values are typed (`1` is not `'1'`), special characters percent-encoded.
 * @module
 */
import { WorkflowError } from '../plan/errors.ts';
import { canonicalJson } from '../plan/hash.ts';
import type { Branded, Json, JsonObject } from '../plan/names.ts';

/** The name of a step inside its run. */
export type StepKey = Branded<string, 'StepKey'>;

const SEGMENT = /^[A-Za-z_][A-Za-z0-9_-]*(@[1-9][0-9]*)?(\[[A-Za-z0-9._~%=,'-]*\])?$/;

/** Takes a step's key back from text. Throws `NAME_INVALID`. */
export function stepKey(text: string): StepKey {
  if (!text.split('/').every((segment) => SEGMENT.test(segment))) {
    throw new WorkflowError('NAME_INVALID', `\`${text}\` is not the key of a step.`, {
      hint: 'Keys look like `build`, `test[os=linux]` or `epics[E1]/architecture`.',
    });
  }
  return text as StepKey;
}

/** The key of a step of a graph, in a round of a rework (1 is the first). */
export function keyOf(prefix: string, id: string, round: number): StepKey {
  return (round > 1 ? `${prefix}${id}@${round}` : prefix + id) as StepKey;
}

/** The key of a leg: the matrix step's with its values, in the order of the axes. */
export function legKey(step: StepKey, values: JsonObject): StepKey {
  const cells = Object.entries(values).map(
    ([axis, value]) => `${encode(axis)}=${valueText(value)}`,
  );
  return `${step}[${cells.join(',')}]` as StepKey;
}

/** A value as part of a key. Texts that would read as another type stand in single quotes. */
export function valueText(value: Json): string {
  if (typeof value !== 'string') return encode(canonicalJson(value));
  return readsAsOther(value) ? `'${encode(value)}'` : encode(value);
}

function readsAsOther(text: string): boolean {
  if (text === '' || text === 'null' || text === 'true' || text === 'false') return true;
  return /^[-+.]?[0-9]/.test(text) && Number.isFinite(Number(text));
}

function encode(text: string): string {
  if (/^[A-Za-z0-9._~-]*$/.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
