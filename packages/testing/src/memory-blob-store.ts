/** Large payloads, in memory. @module */
import { sha256Hex, WorkflowError } from '@sluice/core/plan';
import type { BlobStore } from '@sluice/core/run';

/** A {@link BlobStore} in memory. Bytes are copied on the way in and out. */
export function createMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(bytes) {
      const copy = Uint8Array.from(bytes);
      const sha256 = sha256Hex(copy);
      blobs.set(sha256, copy);
      return { sha256 };
    },
    async get(sha256) {
      const bytes = blobs.get(sha256);
      if (bytes === undefined) {
        throw new WorkflowError('INTERNAL', `There is no payload with the hash \`${sha256}\`.`);
      }
      return Uint8Array.from(bytes);
    },
    async has(sha256) {
      return blobs.has(sha256);
    },
  };
}
