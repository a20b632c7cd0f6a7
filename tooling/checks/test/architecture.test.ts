import { describe, expect, test } from 'vitest';
import { importCycles } from '../src/import-cycles.ts';
import {
  deepImports,
  impureImports,
  phaseViolations,
  shoutedNames,
  undeclaredImports,
  vagueNames,
} from '../src/import-rules.ts';
import { LAYERS, layerViolations } from '../src/layers.ts';
import { reachableFiles } from '../src/reachable-files.ts';
import { publishedWorkspaces, sourceFiles, workspaces } from '../src/workspace.ts';

const all = workspaces();

describe('the layer table', () => {
  test.each(all.map((workspace) => [workspace.manifest.name, workspace] as const))(
    '%s depends only on lines below its own',
    (_name, { kind, manifest }) => {
      expect(layerViolations(kind, manifest)).toEqual([]);
    },
  );

  test('every published package has exactly one line', () => {
    const places = LAYERS.flat();
    expect(new Set(places).size).toBe(places.length);
    expect(places).toEqual(
      expect.arrayContaining(publishedWorkspaces().map(({ manifest }) => manifest.name)),
    );
  });

  test('a dependency upwards, sideways or on nothing is a violation; a development one is not', () => {
    const depends = (name: string, on: string) =>
      layerViolations('packages', { name, dependencies: { [on]: '*' } });
    expect(depends('@sluice/storage', '@sluice/executor')).toEqual([
      '`@sluice/storage` depends on `@sluice/executor`, which is above it',
    ]);
    expect(depends('@sluice/executor', '@sluice/gha-generator')).toEqual([
      '`@sluice/executor` depends on `@sluice/gha-generator`, which is on its own line',
    ]);
    expect(depends('@sluice/cli', '@sluice/tsup')).toEqual([
      '`@sluice/cli` depends on `@sluice/tsup`, which has no line',
    ]);
    expect(depends('@sluice/new', 'zod')).toEqual(['`@sluice/new` has no line in the layer table']);
    expect(depends('@sluice/cli', '@sluice/core')).toEqual([]);
    expect(
      layerViolations('packages', {
        name: '@sluice/core',
        devDependencies: { '@sluice/testing': '*' },
      }),
    ).toEqual([]);
  });
});

describe.each(all.map((workspace) => [workspace.manifest.name, workspace] as const))(
  '%s',
  (_name, workspace) => {
    const sources = sourceFiles(workspace, 'src');
    const tests = sourceFiles(workspace, 'test');

    test('imports other packages by their entries only', () => {
      expect(deepImports(workspace, [...sources, ...tests], all)).toEqual([]);
    });

    test('imports only what its package.json declares', () => {
      expect(undeclaredImports(workspace, workspace.kind === 'tooling' ? [] : sources)).toEqual([]);
    });

    test('has no import cycle', () => {
      expect(importCycles(sources)).toEqual([]);
    });

    test('names its files after concepts, in kebab-case', () => {
      expect(vagueNames(sources)).toEqual([]);
      expect(shoutedNames(sources)).toEqual([]);
    });
  },
);

describe('core', () => {
  const core = all.find(({ manifest }) => manifest.name === '@sluice/core')!;
  const sources = sourceFiles(core, 'src');

  test('keeps its direction: describe → plan ← run', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(phaseViolations(sources)).toEqual([]);
  });

  test('imports neither zod at run time nor anything of Node', () => {
    expect(impureImports(sources)).toEqual([]);
  });

  test('folds a history without an evaluator: `evolve` loads none, `decide` does', () => {
    const evaluator = 'src/plan/expression/evaluate.ts';
    const fold = reachableFiles(sources, 'src/run/evolve.ts');
    expect(fold.length).toBeGreaterThan(5);
    expect(fold).not.toContain(evaluator);
    expect(reachableFiles(sources, 'src/run/decide.ts')).toContain(evaluator);
  });
});

describe('the rules themselves can fail', () => {
  const file = (path: string, ...specifiers: string[]) => ({
    path,
    imports: specifiers.map((specifier) => ({ specifier, typeOnly: false })),
  });
  const core = all.find(({ manifest }) => manifest.name === '@sluice/core')!;
  const cli = all.find(({ manifest }) => manifest.name === '@sluice/cli')!;

  test('deep imports', () => {
    const files = [file('src/a.ts', '@sluice/core/describe/task', '../../core/src/index.ts')];
    expect(deepImports(cli, files, all)).toHaveLength(2);
    expect(deepImports(cli, [file('src/a.ts', '@sluice/core/plan', '../x.ts')], all)).toEqual([]);
  });

  test('undeclared imports', () => {
    expect(undeclaredImports(core, [file('src/a.ts', 'yaml', '@noble/hashes/sha2.js')])).toEqual([
      'src/a.ts imports `yaml`, which package.json does not declare',
    ]);
  });

  test('impurity and direction', () => {
    expect(impureImports([file('src/plan/a.ts', 'zod', 'node:fs')])).toHaveLength(2);
    const upwards = [file('src/plan/a.ts', '../run/b.ts'), file('src/run/b.ts', '../plan/a.ts')];
    expect(phaseViolations(upwards)).toEqual(['src/plan/a.ts imports src/run/b.ts']);
  });

  test('cycles, as a path', () => {
    const files = [
      file('src/a.ts', './b.ts'),
      file('src/b.ts', './c.ts'),
      file('src/c.ts', './b.ts'),
    ];
    expect(importCycles(files)).toEqual([['src/b.ts', 'src/c.ts', 'src/b.ts']]);
  });

  test('names', () => {
    expect(vagueNames([file('src/plan/utils.ts'), file('src/types/a.ts')])).toHaveLength(2);
    expect(shoutedNames([file('src/stepKey.ts'), file('src/step-key.ts')])).toEqual([
      'src/stepKey.ts',
    ]);
  });
});
