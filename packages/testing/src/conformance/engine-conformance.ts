/** The suite that every engine must pass: method by method, from outside, by counted executions and histories. @module */
import type { Awaitable } from '@sluice/core/plan';
import type { ConformanceCase } from './conformance-case.ts';
import type { EngineCase, EngineWorld } from './engine/engine-case.ts';
import { LASTING } from './engine/lasting.ts';
import { createEngineSite } from './engine/site.ts';
import { STARTING } from './engine/starting.ts';
import { STEERING } from './engine/steering.ts';
import { WATCHING } from './engine/watching.ts';

const CASES: readonly EngineCase[] = [...STARTING, ...WATCHING, ...STEERING, ...LASTING];

/**
 * The cases that an engine must pass, for any test runner: `for (const each of cases) test(each.name, each.run)`. Each
 * gets a world of its own, and leaves nothing behind.
 */
export function engineConformance(make: () => Awaitable<EngineWorld>): readonly ConformanceCase[] {
  return CASES.map(([name, check]) => ({
    name,
    async run() {
      const site = await createEngineSite(name);
      const world = await make();
      try {
        await check({ ...world, ...site });
      } finally {
        await site.release();
        await world.engine.close();
        await world.close?.();
        await site.remove();
      }
    },
  }));
}
