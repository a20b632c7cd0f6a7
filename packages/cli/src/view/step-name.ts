/** What a step is called on a screen. @module */
import { stripControl } from '../text/display-width.ts';

/** A step's key without percent signs and without anything that could move a cursor. */
export function stepName(key: string): string {
  return stripControl(decoded(key));
}

/** A step below its parent: the leg `test[os=linux]` of `test` is `os=linux`; a later round says which it is. */
export function nameBelow(parent: string, key: string, name: string): string {
  const rest = parent !== '' && key.startsWith(parent) ? key.slice(parent.length) : key;
  const leg = /^\[(.*)\]$/.exec(rest)?.[1];
  if (leg !== undefined) return stepName(leg).replace(/,/g, ', ');
  const round = /@(\d+)$/.exec(rest)?.[1];
  return round === undefined ? stripControl(name) : `${stripControl(name)} (round ${round})`;
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
