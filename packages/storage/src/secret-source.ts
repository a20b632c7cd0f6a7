/** Secrets of a person's machine: from the environment, or from a file that only they can read. @module */
import { open } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';
import type { SecretSource } from '@sluice/core/run';
import { hasCode } from './atomic-file.ts';
import { parseSecrets } from './secrets-toml.ts';

/** Where secrets come from. */
export interface SecretSourceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of `secrets.toml`, see `sluiceHome`. */
  readonly home: string;
}

/**
 * Secrets from the environment first, then from `<home>/secrets.toml`. The file must be the caller's own and closed to
 * everybody else (0600); otherwise, and when it cannot be read as TOML, `get` throws `SECRET_MISSING`. A variable that
 * is set but empty counts as not set.
 */
export function createSecretSource({ env, home }: SecretSourceOptions): SecretSource {
  const path = join(home, 'secrets.toml');
  let file: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    async get(name) {
      const own = Object.hasOwn(env, name) ? env[name] : undefined;
      if (own !== undefined && own !== '') return own;
      file ??= load(path);
      return (await file).get(name);
    },
  };
}

async function load(path: string): Promise<ReadonlyMap<string, string>> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return new Map();
    throw error;
  }
  try {
    // Looked at through the open file: nobody can put another one in its place between the look and the reading.
    const { mode, uid } = await file.stat();
    if (process.platform !== 'win32') {
      if (uid !== userInfo().uid) {
        throw refusal(
          '`secrets.toml` belongs to somebody else.',
          'Make it your own, or delete it.',
          path,
        );
      }
      if ((mode & 0o077) !== 0) {
        const shown = (mode & 0o777).toString(8).padStart(4, '0');
        throw refusal(
          `\`secrets.toml\` is open to others (mode ${shown}).`,
          `Run \`chmod 600 ${path}\`.`,
          path,
        );
      }
    }
    return parseSecrets(await file.readFile('utf8'), path);
  } finally {
    await file.close();
  }
}

function refusal(message: string, hint: string, file: string): WorkflowError {
  return new WorkflowError('SECRET_MISSING', message, {
    hint,
    location: { file, line: 1, column: 1 },
  });
}
