/** Settings of the embedded engine. @module */
import type { Command, FencingToken } from '@sluice/core/run';
import type { PayloadCache } from './payloads.ts';
import type { WorkEnd } from './stop-reason.ts';

/** How this machine runs attempts. */
export interface EngineOptions {
  /** The checkout that steps share. Default: the working directory of the process. */
  readonly workspace?: string;
  /** Where attempts get folders of their own. Default: a temporary folder, removed when the engine closes. */
  readonly scratch?: string;
  /** The environment that steps start from. Default: that of the process, without what the tasks declare as secrets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further variables that no step inherits: what the host's app declares as secrets beyond its tasks and the plans that run. */
  readonly secretNames?: () => Iterable<string>;
  /** Runs tasks in the process of the engine, even when their module is known. */
  readonly inProcess?: boolean;
  /**
   * The process is there for one task alone, which runs in it as in a process of its own: with its working directory and
   * environment, its output in its log. Only for a process that ends with the run.
   */
  readonly ownsProcess?: boolean;
  /** How long a lease on a run holds without a heartbeat. Default: a minute. */
  readonly leaseMs?: number;
  /** Works on attempts somewhere else than in processes that this engine starts. Rejecting is a bug. */
  readonly elsewhere?: (attempt: ElsewhereAttempt) => Promise<WorkEnd>;
}

/** An attempt that has been started, and that somebody else works on. */
export interface ElsewhereAttempt {
  readonly cache: PayloadCache;
  readonly command: Extract<Command, { readonly type: 'schedule-step' }>;
  readonly token: FencingToken;
  /** Aborted with a `StopReason` when the attempt is to end. */
  readonly stop: AbortController;
}
