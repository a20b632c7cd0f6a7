/** The environment that steps start from: that of the host, without anything that anybody declares as a secret. @module */
import type { Plan } from '@sluice/core/plan';
import type { RunEvent, TaskRegistry } from '@sluice/core/run';
import type { EngineOptions } from './options.ts';
import { secretNamesIn, secretNamesOf } from './resolve-secrets.ts';

/** What steps inherit. */
export interface StartingEnv {
  /** Keeps back what the steps of a run declare, those of nested plans too, from every step here. */
  keepBack(started: RunEvent | undefined, planOf: (hash: string) => Plan | undefined): void;
  get(): Promise<Readonly<Record<string, string>>>;
}

/** The environment of the options or of the process. Secrets of the registered tasks are kept back from the start. */
export function createStartingEnv(tasks: TaskRegistry, options: EngineOptions): StartingEnv {
  const { env = process.env, secretNames = () => [] } = options;
  const secrets = new Set<string>();
  let known: Promise<void> | undefined;
  let kept:
    | { readonly without: number; readonly env: Readonly<Record<string, string>> }
    | undefined;
  const ask = async (): Promise<void> => {
    for (const name of secretNames()) secrets.add(name);
    for (const name of tasks.names()) {
      const task = await tasks.get(name);
      if (task !== undefined) for (const secret of secretNamesOf(task)) secrets.add(secret);
    }
  };
  return {
    keepBack(started, planOf) {
      if (started?.type !== 'run-started') return;
      for (const plan of [started.plan, ...Object.values(started.nested ?? {}).map(planOf)]) {
        for (const name of plan === undefined ? [] : secretNamesIn(plan)) secrets.add(name);
      }
    },
    async get() {
      known ??= ask();
      await known;
      if (kept?.without !== secrets.size) {
        const entries = Object.entries(env).filter(
          (entry): entry is [string, string] => entry[1] !== undefined && !secrets.has(entry[0]),
        );
        kept = { without: secrets.size, env: Object.fromEntries(entries) };
      }
      return kept.env;
    },
  };
}
