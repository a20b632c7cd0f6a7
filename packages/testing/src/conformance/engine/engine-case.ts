/** One case of the engine suite, and what it is given. @module */
import type { Awaitable } from '@sluice/core/plan';
import type { Engine } from '@sluice/core/run';
import type { EngineSite } from './site.ts';

/** An engine for one case. */
export interface EngineWorld {
  /** Open, and without any run. It runs shell steps on this machine. */
  readonly engine: Engine;
  /** Another engine over the same stores, as the next process would make one. */
  readonly another: () => Awaitable<Engine>;
  readonly close?: (() => Awaitable<void>) | undefined;
}

/** A promise in words, and how it is checked. */
export type EngineCase = readonly [
  name: string,
  check: (world: EngineWorld & EngineSite) => Promise<void>,
];
