import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ancestors,
  dependents,
  findCycle,
  findCycles,
  levels,
  orderSteps,
} from '../src/plan/graph.ts';

type Step = { id: string; needs: string[] };

/** Steps `s0 … sn` that need only steps before them, declared in any order. */
const acyclic: fc.Arbitrary<Step[]> = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 30 })
  .map((rows) =>
    rows.map((row, at) => ({
      id: `s${at}`,
      needs: at === 0 ? [] : [...new Set(row.map((need) => `s${need % at}`))],
    })),
  )
  .chain((steps) => fc.shuffledSubarray(steps, { minLength: steps.length }));

/** Any steps, with needs anywhere. */
const anyGraph: fc.Arbitrary<Step[]> = fc
  .array(fc.array(fc.nat({ max: 9 }), { maxLength: 3 }), { maxLength: 10 })
  .map((rows) => rows.map((row, at) => ({ id: `s${at}`, needs: row.map((need) => `s${need}`) })));

describe('the order of steps', () => {
  test('puts every step after its needs, each once', () => {
    fc.assert(
      fc.property(acyclic, (steps) => {
        const order = orderSteps(steps);
        expect([...order].sort()).toEqual(steps.map(({ id }) => id).sort());
        for (const { id, needs } of steps) {
          for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(id));
        }
      }),
    );
  });

  test('keeps the declaration order where that is an order already', () => {
    fc.assert(
      fc.property(acyclic, (steps) => {
        const sorted = orderSteps(steps).map((id) => steps.find((step) => step.id === id)!);
        expect(orderSteps(sorted)).toEqual(sorted.map(({ id }) => id));
      }),
    );
  });

  test('throws the cycle as a path', () => {
    const steps = [
      { id: 'a', needs: ['b'] },
      { id: 'b', needs: ['c'] },
      { id: 'c', needs: ['a'] },
    ];
    expect(() => orderSteps(steps)).toThrow('`a` -> `b` -> `c` -> `a`');
  });
});

test('a level holds the steps whose needs all stand in lower levels', () => {
  fc.assert(
    fc.property(acyclic, (steps) => {
      const level = new Map(levels(steps).flatMap((ids, at) => ids.map((id) => [id, at] as const)));
      for (const { id, needs } of steps) {
        const below = needs.map((need) => level.get(need)!);
        expect(level.get(id)).toBe(below.length === 0 ? 0 : Math.max(...below) + 1);
      }
    }),
  );
});

test('ancestors are the needs and their ancestors', () => {
  fc.assert(
    fc.property(acyclic, (steps) => {
      for (const { id, needs } of steps) {
        const expected = new Set(needs.flatMap((need) => [need, ...ancestors(steps, need)]));
        expect(ancestors(steps, id)).toEqual(expected);
      }
    }),
  );
});

test('dependents are the needs turned round', () => {
  expect([
    ...dependents([{ id: 'a' }, { id: 'b', needs: ['a', 'a'] }, { id: 'c', needs: ['a', 'gone'] }]),
  ]).toEqual([
    ['a', ['b', 'c']],
    ['b', []],
    ['c', []],
  ]);
});

describe('cycles', () => {
  test('one is found exactly when a step is its own ancestor, and every link of it is a need', () => {
    fc.assert(
      fc.property(anyGraph, (steps) => {
        const cycle = findCycle(steps);
        expect(cycle !== undefined).toBe(steps.some(({ id }) => ancestors(steps, id).has(id)));
        for (const path of findCycles(steps)) {
          expect(path.at(-1)).toBe(path[0]);
          for (let at = 1; at < path.length; at++) {
            expect(steps.find(({ id }) => id === path[at - 1])!.needs).toContain(path[at]);
          }
        }
      }),
    );
  });

  test('each is told once', () => {
    const steps = [
      { id: 'a', needs: ['b', 'c'] },
      { id: 'b', needs: ['a'] },
      { id: 'c', needs: ['a'] },
      { id: 'd', needs: ['d'] },
    ];
    expect(findCycles(steps)).toEqual([
      ['a', 'b', 'a'],
      ['a', 'c', 'a'],
      ['d', 'd'],
    ]);
  });
});

test('a chain of 100 000 steps is no deeper than a loop', () => {
  const steps = Array.from({ length: 100_000 }, (_, at) => ({
    id: `s${at}`,
    needs: at === 99_999 ? [] : [`s${at + 1}`],
  }));
  expect(orderSteps(steps)[0]).toBe('s99999');
  expect(levels(steps)).toHaveLength(100_000);
});
