/** What every library of saved workflows promises, whatever it is kept in. @module */
import {
  type Diagnostic,
  type ErrorCode,
  type Plan,
  WorkflowError,
  type WorkflowName,
  workflowName,
} from '@sluice/core/plan';
import type { WorkflowLibrary } from '@sluice/core/run';
import { describe, expect, type TestAPI } from 'vitest';

/** A plan of one command. */
export function planOf(command: string, name = 'made'): Plan {
  return {
    irVersion: 1,
    kind: 'flow',
    name,
    description: `Runs ${command}`,
    inputs: { target: { schema: { type: 'string' }, required: true } },
    outputs: {},
    on: [],
    steps: [{ id: 'go', run: { kind: 'shell', command } }],
  };
}

/** The error of a call that is refused. */
export async function refusal(call: Promise<unknown>): Promise<WorkflowError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!WorkflowError.is(error)) throw error ?? new Error('It was not refused.');
  return error;
}
const codeOf = async (call: Promise<unknown>): Promise<ErrorCode> => (await refusal(call)).code;

/** A name that no compiler saw. */
export const unchecked = (text: string): WorkflowName => text as WorkflowName;

const ship = workflowName('ship');
const land = workflowName('land');

/** The tests, each of which is given an empty library whose clock stands at one time. */
export function libraryContract(test: TestAPI<{ library: WorkflowLibrary }>): void {
  const commandOf = async (library: WorkflowLibrary, name = ship): Promise<unknown> =>
    (await library.loadIr(name)).steps[0]?.run;

  describe('saves', () => {
    test('a record and its plan', async ({ library }) => {
      const saved = await library.save(ship, planOf('a'), { description: 'Ships', source: '/p' });
      expect(saved).toEqual({ path: library.path(ship), version: '1.0.0' });
      expect(await library.exists(ship)).toBe(true);
      const record = await library.load(ship);
      expect(record).toEqual({
        name: 'ship',
        description: 'Ships',
        ir: planOf('a'),
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
        version: '1.0.0',
        source: '/p',
      });
      expect(await library.loadIr(ship)).toEqual(planOf('a'));
      await library.save(land, planOf('b'), { version: '2-beta' });
      expect(await library.load(land)).toMatchObject({ description: 'Runs b', version: '2-beta' });
    });

    test('never over something unasked, and then keeps the old state', async ({ library }) => {
      await library.save(ship, planOf('a'), { description: 'First' });
      expect(await codeOf(library.save(ship, planOf('b')))).toBe('WORKFLOW_EXISTS');
      expect(await commandOf(library)).toMatchObject({ command: 'a' });
      expect(await library.save(ship, planOf('b'), { overwrite: true })).toMatchObject({
        version: '1.0.1',
      });
      expect(await library.load(ship)).toMatchObject({
        description: 'First',
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.001Z',
      });
      expect((await library.history(ship)).map((each) => each.version)).toEqual(['1.0.1', '1.0.0']);
    });

    test('only what `validate` accepts', async ({ library }) => {
      const plan = { ...planOf('a'), outputs: { x: '${{ steps.nope.outputs.x }}' } };
      const refused = await refusal(library.save(ship, plan));
      expect(refused.code).toBe('WORKFLOW_INVALID');
      expect(refused.diagnostics).toHaveLength(1);
      expect(await library.exists(ship)).toBe(false);
      await library.save(ship, planOf('a'));
      expect(await codeOf(library.update(ship, { ir: plan }))).toBe('WORKFLOW_INVALID');
      expect(await commandOf(library)).toMatchObject({ command: 'a' });
    });

    const bad = ['..', 'a/b', '../up', 'x'.repeat(51), 'null', 'None', 'Ship', 'run', '', 'a--b'];
    test.for(bad)('never under the name %j', async (text, { library }) => {
      const name = unchecked(text);
      const calls = [
        () => library.save(name, planOf('a')),
        () => library.load(name),
        () => library.loadIr(name),
        () => library.exists(name),
        () => library.delete(name),
        () => library.rename(name, ship),
        () => library.update(name, {}),
        () => library.history(name),
        () => library.restore(name),
        async () => library.path(name),
      ];
      for (const call of calls) {
        const refused = await refusal(call());
        expect([refused.code, typeof refused.hint]).toEqual(['NAME_INVALID', 'string']);
      }
      await library.save(ship, planOf('a'));
      expect(await codeOf(library.rename(ship, name))).toBe('NAME_INVALID');
    });
  });

  describe('changes', () => {
    test('what is given, and refuses when the record is no longer what was read', async ({
      library,
    }) => {
      await library.save(ship, planOf('a'));
      const read = await library.load(ship);
      const updated = await library.update(ship, { description: 'First' }, read);
      expect(updated).toEqual({
        ...read,
        description: 'First',
        updatedAt: '2026-01-01T00:00:00.001Z',
      });
      expect(await codeOf(library.update(ship, { description: 'Second' }, read))).toBe(
        'WORKFLOW_CHANGED',
      );
      expect(await library.load(ship)).toEqual(updated);
      expect(await library.update(ship, { ir: planOf('b') }, updated)).toMatchObject({
        version: '1.0.1',
        description: 'First',
      });
      expect(await library.update(ship, { version: '7', source: '/q' })).toMatchObject({
        version: '7',
        source: '/q',
      });
    });

    test('names, and does not rename over something', async ({ library }) => {
      await library.save(ship, planOf('a', 'ship'));
      await library.update(ship, { description: 'Again' });
      await library.save(land, planOf('b'));
      expect(await codeOf(library.rename(ship, land))).toBe('NAME_TAKEN');
      await library.delete(land);
      await library.rename(ship, land);
      expect((await library.list()).map((each) => each.name)).toEqual(['land']);
      expect(await library.loadIr(land)).toEqual(planOf('a', 'land'));
      expect(await library.exists(ship)).toBe(false);
      const commands = await library.history(land);
      expect(commands.length).toBeGreaterThanOrEqual(3);
    });
  });

  describe('loses nothing', () => {
    test('by a delete', async ({ library }) => {
      await library.save(ship, planOf('a'), { description: 'Ships' });
      await library.delete(ship);
      expect(await library.exists(ship)).toBe(false);
      expect(await library.list()).toEqual([]);
      expect(await codeOf(library.load(ship))).toBe('WORKFLOW_NOT_FOUND');
      expect(await codeOf(library.delete(ship))).toBe('WORKFLOW_NOT_FOUND');
      expect(await library.deleted()).toMatchObject([
        { name: 'ship', description: 'Ships', version: '1.0.0' },
      ]);
      expect(await library.restore(ship)).toMatchObject({ description: 'Ships', version: '1.0.0' });
      expect(await library.deleted()).toEqual([]);
      expect(await library.loadIr(ship)).toEqual(planOf('a'));
      const refused = await refusal(library.restore(ship));
      expect([refused.code, refused.message]).toEqual([
        'WORKFLOW_EXISTS',
        'The workflow `ship` was not deleted.',
      ]);
    });

    test('by a new workflow under the name of a deleted one', async ({ library }) => {
      await library.save(ship, planOf('a'));
      await library.delete(ship);
      await library.save(ship, planOf('b'), { version: '2.0.0' });
      expect(await library.restore(ship, '1.0.0')).toMatchObject({ ir: planOf('a') });
      expect(await library.restore(ship, '2.0.0')).toMatchObject({ ir: planOf('b') });
    });

    test('by updates: every state can come back', async ({ library }) => {
      await library.save(ship, planOf('0'));
      for (const command of ['1', '2', '3']) await library.update(ship, { ir: planOf(command) });
      const states = await library.history(ship);
      expect(states.map((each) => each.version)).toEqual(['1.0.3', '1.0.2', '1.0.1', '1.0.0']);
      expect(new Set(states.map((each) => each.planHash)).size).toBe(4);
      expect(await library.restore(ship, '1.0.1')).toMatchObject({ ir: planOf('1') });
      expect(await library.restore(ship, states[1]!.savedAt)).toMatchObject({ ir: planOf('2') });
      expect((await library.history(ship)).length).toBe(6);
      const refused = await refusal(library.restore(ship, '1.0.9'));
      expect([refused.code, refused.hint]).toEqual(['WORKFLOW_NOT_FOUND', 'Did you mean `1.0.2`?']);
    });
  });

  describe('finds', () => {
    test('words of name, description, inputs and steps', async ({ library }) => {
      await library.save(ship, planOf('npm publish'));
      await library.save(land, planOf('make'), { description: 'Brings it DOWN' });
      const found = async (text: string) => (await library.search(text)).map((each) => each.name);
      expect(await found('down')).toEqual(['land']);
      expect(await found('target')).toEqual(['land', 'ship']);
      expect(await found('ship Publish')).toEqual(['ship']);
      expect(await found('publish down')).toEqual([]);
      expect(await found('kind')).toEqual([]);
      expect(await found('')).toEqual(['land', 'ship']);
    });

    test('what is near when a name is not there', async ({ library }) => {
      await library.save(ship, planOf('a'));
      const name = workflowName('shp');
      const calls = [
        library.load,
        library.loadIr,
        library.delete,
        library.history,
        library.restore,
        (absent: WorkflowName) => library.update(absent, {}),
        (absent: WorkflowName) => library.rename(absent, land),
      ];
      for (const call of calls) {
        const refused = await refusal(call(name));
        expect([refused.code, refused.hint]).toEqual([
          'WORKFLOW_NOT_FOUND',
          'Did you mean `ship`?',
        ]);
      }
    });

    test('all of them, sorted, without a warning', async ({ library }) => {
      for (const name of ['c', 'a', 'b-2', 'b']) await library.save(unchecked(name), planOf(name));
      const warnings: Diagnostic[] = [];
      const list = await library.list((warning) => warnings.push(warning));
      expect(list.map((each) => each.name)).toEqual(['a', 'b', 'b-2', 'c']);
      expect(warnings).toEqual([]);
    });
  });
}
