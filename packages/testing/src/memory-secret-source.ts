/** Secrets, in memory. @module */
import type { SecretSource } from '@sluice/core/run';

/** A {@link SecretSource} over a record; it counts who asked for what. */
export interface MemorySecretSource extends SecretSource {
  /** The names that were asked for, in order. */
  readonly asked: readonly string[];
}

/** Secrets from a record. A name that is not in it is not set. */
export function createMemorySecretSource(
  secrets: Readonly<Record<string, string>>,
): MemorySecretSource {
  const asked: string[] = [];
  return {
    asked,
    get(name) {
      asked.push(name);
      return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    },
  };
}
