/** Content hashes: sha256 over UTF-8, and over JSON in which the order of keys does not count. @module */
import { sha256 } from '@noble/hashes/sha2.js';
import { MAX_VALUE_DEPTH, tooDeep } from './depth.ts';
import type { Json } from './names.ts';

const encoder = new TextEncoder();

/** The sha256 of bytes, or of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export function sha256Hex(content: string | Uint8Array): string {
  const bytes = sha256(typeof content === 'string' ? encoder.encode(content) : content);
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

/**
 * JSON text without white space and with sorted keys: equal values give equal texts.
 * @throws WorkflowError `VALUE_TOO_DEEP`
 */
export function canonicalJson(value: Json): string {
  return printSorted(value, MAX_VALUE_DEPTH);
}

function printSorted(value: Json, left: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (left === 0) throw tooDeep();
  if (Array.isArray(value)) {
    return `[${value.map((each: Json) => printSorted(each, left - 1)).join(',')}]`;
  }
  const record = value as { readonly [key: string]: Json };
  const parts: string[] = [];
  for (const key of Object.keys(record).sort()) {
    const property = record[key];
    if (property !== undefined) {
      parts.push(`${JSON.stringify(key)}:${printSorted(property, left - 1)}`);
    }
  }
  return `{${parts.join(',')}}`;
}

/**
 * The sha256 of {@link canonicalJson}.
 * @throws WorkflowError `VALUE_TOO_DEEP`
 */
export function contentHash(value: Json): string {
  return sha256Hex(canonicalJson(value));
}
