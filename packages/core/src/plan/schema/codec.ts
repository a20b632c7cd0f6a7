/**
 * Codecs: how values that JSON cannot hold cross the borders between steps. The schema says which (the keyword
 * `x-sluice-codec`), never the value, so that every host encodes and decodes alike and a plain text that looks like
 * a date stays a text. In-process hosts use them too.
 *
 * | codec    | in memory    | in JSON                             |
 * | -------- | ------------ | ----------------------------------- |
 * | `date`   | `Date`       | ISO text in UTC, with milliseconds  |
 * | `bytes`  | `Uint8Array` | base64, padded                      |
 * | `bigint` | `bigint`     | decimal digits                      |
 * | `map`    | `Map`        | list of `[key, value]`, in order    |
 * | `set`    | `Set`        | list of items, in order             |
 * @module
 */
import type { JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import { CODEC_KEYWORD } from './keyword.ts';

/** The codecs, as a schema names them. */
export type CodecName = 'date' | 'bytes' | 'bigint' | 'map' | 'set';
/** All codecs. */
export const CODEC_NAMES: readonly CodecName[] = ['date', 'bytes', 'bigint', 'map', 'set'];

/**
 * The schema of a value that travels by a codec. `map` takes the schemas of key and value, `set` that of its items.
 */
export function codecSchema(codec: CodecName, ...inner: readonly JsonSchema[]): JsonObject {
  const mark = { [CODEC_KEYWORD]: codec };
  switch (codec) {
    case 'date':
      return { type: 'string', ...mark, format: 'date-time' };
    case 'bytes':
      return { type: 'string', ...mark, contentEncoding: 'base64' };
    case 'bigint':
      return { type: 'string', ...mark, pattern: '^-?[0-9]+$' };
    case 'map': {
      const pair = { type: 'array', prefixItems: [inner[0] ?? {}, inner[1] ?? {}], items: false };
      return { type: 'array', ...mark, items: { ...pair, minItems: 2 } };
    }
    case 'set':
      return { type: 'array', ...mark, items: inner[0] ?? {}, uniqueItems: true };
  }
}
