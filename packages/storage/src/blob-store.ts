/** Large payloads as files, by the hash of their content. @module */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';
import type { BlobStore } from '@sluice/core/run';
import { createFile, hasCode, readFileIfExists } from './atomic-file.ts';

/** A {@link BlobStore} in a folder. A file that is damaged is found when it is read. */
export function createFileBlobStore(folder: string): BlobStore {
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new WorkflowError('INTERNAL', `\`${sha256}\` is not the hash of a payload.`);
    }
    return join(folder, sha256.slice(0, 2), sha256);
  };
  return {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await createFile(pathOf(sha256), bytes);
      return { sha256 };
    },
    async get(sha256) {
      const bytes = await readFile(pathOf(sha256)).catch((cause: unknown) => {
        if (!hasCode(cause, 'ENOENT')) throw cause;
        throw new WorkflowError('INTERNAL', `There is no payload with the hash \`${sha256}\`.`, {
          cause,
        });
      });
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
        throw new WorkflowError('INTERNAL', `The payload with the hash \`${sha256}\` is damaged.`, {
          hint: 'Run the workflow again; its history cannot be read.',
        });
      }
      return new Uint8Array(bytes);
    },
    async has(sha256) {
      return (await readFileIfExists(pathOf(sha256))) !== undefined;
    },
  };
}
