import {
  type ErrorCode,
  type Plan,
  planHash,
  WorkflowError,
  workflowName,
} from '@sluice/core/plan';
import { describe, expect, test } from 'vitest';
import { createManualClock, createMemoryLibrary } from '../src/index.ts';

const ship = workflowName('ship');
const land = workflowName('land');

const plan = (command: string): Plan => ({
  irVersion: 1,
  kind: 'flow',
  name: 'ship',
  description: 'Ships it',
  inputs: {},
  outputs: {},
  on: [],
  steps: [{ id: 'go', run: { kind: 'shell', command } }],
});

async function codeOf(call: Promise<unknown>): Promise<ErrorCode | undefined> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return WorkflowError.is(error) ? error.code : undefined;
}

describe('a library of workflows', () => {
  test('keeps what was saved, as it was', async () => {
    const clock = createManualClock(0);
    const library = createMemoryLibrary({ clock });
    expect(await library.save(ship, plan('a'))).toEqual({
      path: 'memory:/workflows/ship.json',
      version: '1.0.0',
    });
    expect(await library.load(ship)).toEqual({
      name: 'ship',
      description: 'Ships it',
      ir: plan('a'),
      createdAt: '1970-01-01T00:00:00.000Z',
      updatedAt: '1970-01-01T00:00:00.000Z',
      version: '1.0.0',
    });
    expect(await library.loadIr(ship)).toEqual(plan('a'));
    expect([await library.exists(ship), await library.exists(land)]).toEqual([true, false]);
  });

  test('does not overwrite unless it is told to', async () => {
    const library = createMemoryLibrary();
    await library.save(ship, plan('a'));
    expect(await codeOf(library.save(ship, plan('b')))).toBe('WORKFLOW_EXISTS');
    expect((await library.save(ship, plan('b'), { overwrite: true })).version).toBe('1.0.1');
    expect(await library.history(ship)).toMatchObject([
      { version: '1.0.1', planHash: planHash(plan('b')) },
      { version: '1.0.0', planHash: planHash(plan('a')) },
    ]);
  });

  test('restores an older version and forgets nothing', async () => {
    const library = createMemoryLibrary();
    await library.save(ship, plan('a'));
    await library.update(ship, { ir: plan('b'), version: '2.0.0' });
    const restored = await library.restore(ship, '1.0.0');
    expect([restored.version, restored.ir]).toEqual(['1.0.0', plan('a')]);
    expect((await library.history(ship)).map((each) => each.version)).toEqual([
      '1.0.0',
      '2.0.0',
      '1.0.0',
    ]);
    expect(await codeOf(library.restore(ship, '3.0.0'))).toBe('WORKFLOW_NOT_FOUND');
  });

  test('of two people who change one state, the second hears of it', async () => {
    const library = createMemoryLibrary({ clock: createManualClock(5) });
    await library.save(ship, plan('a'));
    const read = await library.load(ship);
    await library.update(ship, { description: 'First' }, read);
    expect(await codeOf(library.update(ship, { description: 'Second' }, read))).toBe(
      'WORKFLOW_CHANGED',
    );
    expect((await library.load(ship)).description).toBe('First');
  });

  test('renames, and does not rename over something', async () => {
    const library = createMemoryLibrary();
    await library.save(ship, plan('a'));
    await library.save(land, plan('b'));
    expect(await codeOf(library.rename(ship, land))).toBe('NAME_TAKEN');
    await library.delete(land);
    await library.rename(ship, land);
    expect((await library.list()).map((each) => each.name)).toEqual(['land']);
    expect((await library.loadIr(land)).steps).toEqual(plan('a').steps);
  });

  test('finds by words of name and description', async () => {
    const library = createMemoryLibrary();
    await library.save(ship, plan('a'));
    await library.save(land, plan('a'), { description: 'Brings it down' });
    expect((await library.search('DOWN')).map((each) => each.name)).toEqual(['land']);
    expect((await library.search('it')).map((each) => each.name)).toEqual(['land', 'ship']);
    expect(await library.search('ships down')).toEqual([]);
  });

  test('names what is not there, and what is near', async () => {
    const library = createMemoryLibrary();
    await library.save(ship, plan('a'));
    const name = workflowName('shp');
    for (const call of [
      library.load(name),
      library.loadIr(name),
      library.delete(name),
      library.history(name),
      library.update(name, {}),
    ]) {
      const error: unknown = await call.catch((reason: unknown) => reason);
      expect(WorkflowError.is(error, 'WORKFLOW_NOT_FOUND') && error.hint).toBe(
        'Did you mean `ship`?',
      );
    }
  });

  test('refuses what `validate` refuses', async () => {
    const library = createMemoryLibrary();
    const cyclic: Plan = {
      ...plan('a'),
      steps: [{ id: 'go', needs: ['go'], run: { kind: 'shell', command: 'a' } }],
    };
    expect(await codeOf(library.save(ship, cyclic))).toBe('WORKFLOW_INVALID');
    expect(await library.exists(ship)).toBe(false);
  });
});
