import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, workflowName } from '@sluice/core/plan';
import type { WorkflowLibrary } from '@sluice/core/run';
import { createManualClock, createMemoryLibrary } from '@sluice/testing';
import { describe, expect } from 'vitest';
import { createFileLibrary } from '../src/index.ts';
import { libraryContract, planOf, refusal, unchecked } from './library-contract.ts';
import { test } from './temporary.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const ship = workflowName('ship');
const fileLibrary = (folder: string) =>
  createFileLibrary(join(folder, 'workflows'), { clock: createManualClock(start) });

describe('a library of files', () => {
  libraryContract(
    test.extend<{ library: WorkflowLibrary }>({
      library: async ({ folder }, use) => use(fileLibrary(folder)),
    }),
  );
});
describe('a library in memory', () => {
  libraryContract(
    test.extend<{ library: WorkflowLibrary }>({
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern
      library: async ({}, use) => use(createMemoryLibrary({ clock: createManualClock(start) })),
    }),
  );
});

describe('on disk', () => {
  test('a record is JSON that people can compare', async ({ folder }) => {
    const library = fileLibrary(folder);
    const { path } = await library.save(ship, planOf('a'), { description: 'Ships' });
    expect(path).toBe(join(folder, 'workflows', 'ship.json'));
    expect(await readFile(path, 'utf8')).toBe(`{
  "name": "ship",
  "description": "Ships",
  "ir": {
    "irVersion": 1,
    "kind": "flow",
    "name": "made",
    "description": "Runs a",
    "inputs": {
      "target": {
        "schema": {
          "type": "string"
        },
        "required": true
      }
    },
    "outputs": {},
    "on": [],
    "steps": [
      {
        "id": "go",
        "run": {
          "kind": "shell",
          "command": "a"
        }
      }
    ]
  },
  "created_at": "2026-01-01T00:00:00.000Z",
  "updated_at": "2026-01-01T00:00:00.000Z",
  "version": "1.0.0"
}
`);
  });

  test('history and trash are beside the folder, and Git leaves them alone', async ({ folder }) => {
    const library = fileLibrary(folder);
    await library.save(ship, planOf('a'));
    await library.update(ship, { description: 'Again' });
    expect(await readdir(join(folder, 'workflows'))).toEqual(['ship.json']);
    await library.delete(ship);
    expect(await readdir(join(folder, 'workflows'))).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['workflows', 'workflows-past']);
    const past = join(folder, 'workflows-past');
    expect(await readFile(join(past, '.gitignore'), 'utf8')).toBe('*\n');
    expect(await readdir(join(past, 'history', 'ship'))).toHaveLength(1);
    const [deleted] = await readdir(join(past, 'trash', 'ship'));
    // What is damaged, or no workflow at all, is nothing that could come back.
    await writeFile(join(past, 'trash', 'notes.txt'), '');
    await writeFile(join(past, 'trash', 'notes'), '');
    expect((await library.deleted()).map((each) => each.name)).toEqual(['ship']);
    await writeFile(join(past, 'trash', 'ship', deleted!), '{');
    expect(await library.deleted()).toEqual([]);
  });

  test('fields that nobody knows stay, and so does their order', async ({ folder }) => {
    const library = fileLibrary(folder);
    const { path } = await library.save(ship, planOf('a'));
    const record = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ 'x-owner': { team: 'a' }, ...record, tags: ['b'] }));
    const read = await library.load(ship);
    await library.update(ship, { description: 'New' }, read);
    await library.rename(ship, workflowName('land'));
    await library.delete(workflowName('land'));
    await library.restore(workflowName('land'));
    const after = JSON.parse(await readFile(library.path(workflowName('land')), 'utf8')) as object;
    expect(after).toMatchObject({ 'x-owner': { team: 'a' }, tags: ['b'], description: 'New' });
    expect(Object.keys(after)).toEqual(['x-owner', ...Object.keys(record), 'tags']);
  });

  test('the name of the file is the name', async ({ folder }) => {
    const library = fileLibrary(folder);
    const { path } = await library.save(ship, planOf('a'));
    const copy = path.replace('ship', 'copy');
    await writeFile(copy, await readFile(path, 'utf8'));
    expect((await library.load(unchecked('copy'))).name).toBe('copy');
    expect((await library.list()).map((each) => each.name)).toEqual(['copy', 'ship']);
  });

  test('a list leaves out what cannot be read, and says so', async ({ folder }) => {
    const library = fileLibrary(folder);
    await library.save(ship, planOf('a'));
    const workflows = join(folder, 'workflows');
    const files = {
      'broken.json': '{"name": "bro',
      'list-of.json': '[]',
      'plan.json': '{}',
      'half.json': '{"name": "half"}',
      'bare.json': JSON.stringify(planOf('a')),
      'Upper.json': '{}',
      'notes.txt': 'not ours',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(workflows, name), text);
    const warnings: Diagnostic[] = [];
    const list = await library.list((warning) => warnings.push(warning));
    expect(list.map((each) => each.name)).toEqual(['ship']);
    expect(
      warnings.map(({ code, severity, message, location }) => [
        code,
        severity,
        message,
        location?.file === undefined ? '' : location.file.slice(workflows.length + 1),
      ]),
    ).toEqual([
      [
        'NAME_INVALID',
        'warning',
        '`Upper` is not a workflow name: names are kebab-case.',
        'Upper.json',
      ],
      ['WORKFLOW_INVALID', 'warning', 'The saved workflow `bare` has no `ir`.', 'bare.json'],
      ['WORKFLOW_INVALID', 'warning', 'The saved workflow `broken` is not JSON.', 'broken.json'],
      ['WORKFLOW_INVALID', 'warning', 'The saved workflow `half` has no `ir`.', 'half.json'],
      [
        'WORKFLOW_INVALID',
        'warning',
        'The saved workflow `list-of` is not a record.',
        'list-of.json',
      ],
      [
        'NAME_INVALID',
        'warning',
        '`plan` is a built-in command and cannot name a workflow.',
        'plan.json',
      ],
    ]);
    expect(warnings.every((each) => each.hint !== undefined)).toBe(true);
    expect((await library.search('a')).map((each) => each.name)).toEqual(['ship']);
    expect((await refusal(library.load(unchecked('broken')))).code).toBe('WORKFLOW_INVALID');
    // What cannot be read can be deleted and replaced, and is kept as it stands.
    await library.delete(unchecked('broken'));
    await library.save(unchecked('half'), planOf('a'), { overwrite: true });
    const past = join(folder, 'workflows-past');
    const [kept] = await readdir(join(past, 'trash', 'broken'));
    expect(await readFile(join(past, 'trash', 'broken', kept!), 'utf8')).toBe('{"name": "bro');
    expect(await readdir(join(past, 'history', 'half'))).toHaveLength(1);
    expect((await library.list()).map((each) => each.name)).toEqual(['half', 'ship']);
  });

  test('a plan in a record may be in short forms, as in any file', async ({ folder }) => {
    const library = fileLibrary(folder);
    await mkdir(join(folder, 'workflows'));
    const ir = { name: 'short', steps: [{ id: 'a', run: 'echo hello' }] };
    await writeFile(join(folder, 'workflows', 'short.json'), JSON.stringify({ ir }));
    expect((await library.loadIr(unchecked('short'))).steps).toEqual([
      { id: 'a', run: { kind: 'shell', command: 'echo hello' } },
    ]);
    expect(await library.load(unchecked('short'))).toMatchObject({
      name: 'short',
      description: '',
      version: '1.0.0',
    });
    await writeFile(
      join(folder, 'workflows', 'short.json'),
      JSON.stringify({ ir: { ...ir, steps: [{}] } }),
    );
    expect((await refusal(library.loadIr(unchecked('short')))).code).toBe('WORKFLOW_INVALID');
  });

  test('a question leaves nothing behind', async ({ folder }) => {
    const library = fileLibrary(folder);
    expect(await library.list()).toEqual([]);
    expect(await library.search('x')).toEqual([]);
    expect(await library.exists(ship)).toBe(false);
    const calls = [
      library.delete,
      (name: typeof ship) => library.update(name, {}),
      library.restore,
    ];
    for (const call of calls) {
      expect((await refusal(call(ship))).code).toBe('WORKFLOW_NOT_FOUND');
    }
    expect((await refusal(library.save(unchecked('../up'), planOf('a')))).code).toBe(
      'NAME_INVALID',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('what a killed writer left is removed when it is old', async ({ folder }) => {
    const library = fileLibrary(folder);
    await library.save(ship, planOf('a'));
    const [old, young] = ['.ship.json.1.tmp', '.ship.json.2.tmp'].map((each) =>
      join(folder, 'workflows', each),
    );
    for (const file of [old!, young!]) await writeFile(file, '');
    await utimes(old!, new Date(0), new Date(0));
    await library.list();
    expect([existsSync(old!), existsSync(young!)]).toEqual([false, true]);
  });
});
