/** A spawner of the host's own: it starts only the programs that it knows, and keeps a ledger. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { WorkflowError } from '@sluice/core/plan';
import type { Spawner } from '@sluice/core/run';

/** A spawner and what it started. */
export interface CarefulSpawner extends Spawner {
  readonly ledger: readonly string[];
}

/** Starts programs of these names. Any other is `EXEC_FAILED`. */
export function carefulSpawner(allowed: readonly string[]): CarefulSpawner {
  const ledger: string[] = [];
  return {
    ledger,
    async spawn({ file, args, cwd, env, input, signal }, onLine) {
      const name = basename(file);
      if (!allowed.includes(name)) {
        throw new WorkflowError('EXEC_FAILED', `This host does not start \`${name}\`.`, {
          hint: `It starts ${allowed.join(', ')}.`,
        });
      }
      ledger.push(name);
      const child = spawn(file, args, { cwd, env, ...(signal !== undefined && { signal }) });
      for (const stream of ['stdout', 'stderr'] as const) {
        createInterface({ input: child[stream] }).on('line', (text) => onLine({ stream, text }));
      }
      // A program that ends without reading its input is nobody's mistake.
      child.stdin.on('error', () => undefined).end(input ?? '');
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, killed) =>
          resolve({ exitCode: code ?? 1, ...(killed !== null && { signal: killed }) }),
        );
      });
    },
  };
}
