/** From JSON to values in memory, by the codecs of their schema. @module */
import { isDeeperThan, MAX_DEPTH, tooDeep } from '../depth.ts';
import type { Json, JsonObject } from '../names.ts';
import type { JsonSchema } from '../plan.ts';
import { decodeBase64 } from './base64.ts';
import {
  asSchema,
  hasCodec,
  itemSchema,
  propertySchema,
  readable,
  unionOf,
} from './codec-branches.ts';
import { unknownCodec, wrongFor } from './codec-refusal.ts';
import { CODEC_KEYWORD } from './keyword.ts';
import type { JsonPath } from './problem.ts';

/** The value that {@link encodeValue} was given. Throws `OUTPUT_INVALID` for a text that its codec cannot read. */
export function decodeValue(json: Json, schema: JsonSchema = true): unknown {
  if (isDeeperThan(MAX_DEPTH, schema)) throw tooDeep(MAX_DEPTH);
  return decode(json, schema, []);
}

function decode(json: Json, given: JsonSchema, path: JsonPath): unknown {
  if (typeof given === 'boolean' || !hasCodec(given)) return json;
  const branches = unionOf(given);
  if (branches) {
    const at = readable(json, branches);
    return at === -1 ? json : decode(json, branches[at]!, path);
  }
  const codec = given[CODEC_KEYWORD];
  if (typeof codec === 'string') return decodeWith(codec, json, given, path);
  if (Array.isArray(json)) {
    return (json as Json[]).map((item, at) => decode(item, itemSchema(given, at), [...path, at]));
  }
  if (typeof json !== 'object' || json === null) return json;
  const record = json as JsonObject;
  return Object.fromEntries(
    Object.keys(record).map((name): [string, unknown] => [
      name,
      decode(record[name]!, propertySchema(given, name), [...path, name]),
    ]),
  );
}

function decodeWith(codec: string, json: Json, schema: JsonObject, path: JsonPath): unknown {
  switch (codec) {
    case 'date': {
      const date = new Date(typeof json === 'string' ? json : Number.NaN);
      if (Number.isNaN(date.getTime())) throw wrongFor('the ISO text of a date', json, path);
      return date;
    }
    case 'bytes': {
      const bytes = typeof json === 'string' ? decodeBase64(json) : undefined;
      if (bytes === undefined) throw wrongFor('bytes in base64', json, path);
      return bytes;
    }
    case 'bigint':
      if (typeof json !== 'string' || !/^-?[0-9]+$/.test(json)) {
        throw wrongFor('the digits of a bigint', json, path);
      }
      return BigInt(json);
    case 'map': {
      const pair = asSchema(schema['items']);
      if (!Array.isArray(json)) throw wrongFor('a list of pairs', json, path);
      return new Map(
        (json as Json[]).map((entry, at): [unknown, unknown] => {
          if (!Array.isArray(entry) || entry.length !== 2) {
            throw wrongFor('a pair of key and value', entry, [...path, at]);
          }
          return [
            decode(entry[0] as Json, itemSchema(pair, 0), [...path, at, 0]),
            decode(entry[1] as Json, itemSchema(pair, 1), [...path, at, 1]),
          ];
        }),
      );
    }
    case 'set':
      if (!Array.isArray(json)) throw wrongFor('a list', json, path);
      return new Set(
        (json as Json[]).map((item, at) => decode(item, itemSchema(schema, at), [...path, at])),
      );
    default:
      throw unknownCodec(codec, path);
  }
}
