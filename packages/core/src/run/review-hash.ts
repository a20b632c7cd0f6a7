/** The hash of what a person saw when they decided. @module */
import { contentHash } from '../plan/hash.ts';
import type { Json } from '../plan/names.ts';

/** The hash that an answer to a gate must name: of the resolved review, whatever the order of its keys. */
export function reviewHash(review: Json): string {
  return contentHash(review);
}
