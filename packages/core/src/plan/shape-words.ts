/** The words that shapes are written in. @module */
import type { RecordShape, Shape, TextShape } from './shape.ts';

/** A text with something in it. */
export const text: TextShape = { is: 'text' };
/** Any text. */
export const anyText: TextShape = { is: 'text', empty: true };
/** True or false. */
export const flag: Shape = { is: 'flag' };
/** A list of texts. */
export const texts: Shape = { is: 'list', of: text };
/** Any JSON. */
export const json: Shape = { is: 'json' };
/** A whole number from 1. */
export const positive: Shape = { is: 'number', min: 1, max: Number.MAX_SAFE_INTEGER };
/** A whole number from 0. */
export const natural: Shape = { is: 'number', min: 0, max: Number.MAX_SAFE_INTEGER };
/** A text that may hold expressions of a site. */
export const template = (site: NonNullable<TextShape['site']>): TextShape => ({
  is: 'text',
  site,
  empty: true,
});
/** True or false, or an expression that says which. */
export const flagAt = (site: NonNullable<TextShape['site']>): Shape => ({
  is: 'either',
  of: [flag, { is: 'text', site, whole: true }],
});
/** An object whose keys authors choose. */
export const record = (of: Shape): RecordShape => ({ is: 'record', of });
/** One of some texts. */
export const word = (...oneOf: string[]): TextShape => ({ is: 'text', oneOf });

/** An object with each value replaced. */
export function mapValues<T, R>(
  values: Readonly<Record<string, T>>,
  map: (value: T, key: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}
