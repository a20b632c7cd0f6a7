/** Names of files for names that people and plans chose. @module */
import { sha256Hex } from '@sluice/core/plan';

const LONGEST_SLUG = 40;

/**
 * A file name for any text: a readable slug and a hash, so that different texts never meet, also on file systems that
 * ignore case: `epics-e1-architecture-3f2a9c0d11be`.
 */
export function fileNameOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '');
  const hash = sha256Hex(text.toWellFormed()).slice(0, 12);
  return slug === '' ? hash : `${slug}-${hash}`;
}
