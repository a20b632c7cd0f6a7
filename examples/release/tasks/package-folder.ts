/** Where the package is that is released. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository: string = dirname(
  dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
);
export const packageFolder: string = join(repository, 'packages', 'core');
