/** The checks of zod (lengths, ranges, formats, patterns) as keywords of JSON Schema. @module */
import type { JsonObject } from '../plan/names.ts';

/** The definition of a check, as zod holds it. */
export type CheckDef = Readonly<Record<string, unknown>>;
/** Says that something has no portable form. */
export type Refuse = (message: string, hint: string) => void;

/** Formats that JSON Schema knows by a name of its own. */
const FORMATS: Readonly<Record<string, string>> = {
  email: 'email',
  url: 'uri',
  uuid: 'uuid',
  guid: 'uuid',
  datetime: 'date-time',
  date: 'date',
  time: 'time',
  duration: 'duration',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
};

/** A schema with what one check of zod says about it. What has no portable form is refused. */
export function withCheck(json: JsonObject, check: CheckDef, refuse: Refuse): JsonObject {
  const sort = { string: 'Length', array: 'Items' }[String(json['type'])] ?? 'Properties';
  switch (check['check']) {
    case 'min_length':
      return { ...json, [`min${sort}`]: check['minimum'] as number };
    case 'max_length':
      return { ...json, [`max${sort}`]: check['maximum'] as number };
    case 'length_equals': {
      const length = check['length'] as number;
      return { ...json, [`min${sort}`]: length, [`max${sort}`]: length };
    }
    case 'greater_than':
      return {
        ...json,
        [check['inclusive'] === true ? 'minimum' : 'exclusiveMinimum']: check['value'] as number,
      };
    case 'less_than':
      return {
        ...json,
        [check['inclusive'] === true ? 'maximum' : 'exclusiveMaximum']: check['value'] as number,
      };
    case 'multiple_of':
      return { ...json, multipleOf: check['value'] as number };
    case 'number_format':
      return /int/.test(String(check['format'])) ? { ...json, type: 'integer' } : json;
    case 'string_format':
      return withFormat(json, check, refuse);
    default: {
      const isChange = check['check'] === 'overwrite';
      refuse(
        isChange
          ? 'A schema that changes its value has no portable form'
          : 'A refinement has no portable form',
        isChange ? 'Move the change into a task.' : 'Say it with a pattern, a length or a range.',
      );
      return json;
    }
  }
}

function withFormat(json: JsonObject, check: CheckDef, refuse: Refuse): JsonObject {
  const name = String(check['format']);
  const known = FORMATS[name];
  if (known !== undefined) return { ...json, format: known };
  const pattern = check['pattern'];
  if (pattern instanceof RegExp && pattern.flags.replace('u', '') === '') {
    if (json['pattern'] !== undefined && json['pattern'] !== pattern.source) {
      refuse('Two patterns have no portable form', 'Join them into one.');
    }
    return { ...json, pattern: pattern.source };
  }
  refuse(`The format \`${name}\` has no portable form`, 'Use a pattern without flags.');
  return json;
}
