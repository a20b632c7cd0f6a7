/** What goes into a memory store must be what would come back from a disk: JSON, and nobody's to change. @module */
import { encodeValue, type Json } from '@sluice/core/plan';

/**
 * A deep, frozen copy of a value of JSON. Throws `OUTPUT_INVALID` for closures, dates and class instances: a store on
 * disk could not hold them either.
 */
export function frozenJson<T>(value: T): T {
  // The copy of JSON has the type of what was copied.
  return freeze(encodeValue(value)) as T;
}

function freeze(value: Json): Json {
  if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) freeze(each as Json);
    Object.freeze(value);
  }
  return value;
}
