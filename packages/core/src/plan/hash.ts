/** Content hashes: sha256 over UTF-8, and over JSON in which the order of keys does not count. @module */
import { sha256 } from '@noble/hashes/sha2.js';
import type { Json } from './names.ts';

const encoder = new TextEncoder();

/** The sha256 of bytes, or of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export function sha256Hex(content: string | Uint8Array): string {
  const bytes = sha256(typeof content === 'string' ? encoder.encode(content) : content);
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

/** JSON text without white space and with sorted keys: equal values give equal texts. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const record = value as { readonly [key: string]: Json };
  const parts: string[] = [];
  for (const key of Object.keys(record).sort()) {
    const property = record[key];
    if (property !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(property)}`);
  }
  return `{${parts.join(',')}}`;
}

/** The sha256 of {@link canonicalJson}. */
export function contentHash(value: Json): string {
  return sha256Hex(canonicalJson(value));
}
