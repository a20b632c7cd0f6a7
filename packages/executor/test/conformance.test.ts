import { engineConformance } from '@sluice/testing';
import { describe, it } from 'vitest';
import { createEngine, nodeSpawner } from '../src/index.ts';
import { GRACE, machine } from './support/machine.ts';

describe('the embedded engine', () => {
  const cases = engineConformance(async () => {
    const m = await machine();
    return {
      engine: m.engine,
      another: () =>
        createEngine({ ...m.ports, spawner: nodeSpawner({ grace: GRACE }) }, m.options),
      close: () => m[Symbol.asyncDispose](),
    };
  });
  for (const { name, run } of cases) it(name, run);
});
