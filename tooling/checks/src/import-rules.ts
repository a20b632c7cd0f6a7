import { posix } from 'node:path';
import { runtimeDependencies } from './layers.ts';
import type { SourceFile, Workspace } from './workspace.ts';

/** Relative imports that leave the workspace, and entries that another package does not offer. */
export function deepImports(
  workspace: Workspace,
  files: readonly SourceFile[],
  all: readonly Workspace[],
): readonly string[] {
  return files.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) => {
      if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(path), specifier);
        return target.startsWith('../') ? [`${path} reaches out of its package: ${specifier}`] : [];
      }
      const name = packageName(specifier);
      const other = all.find(({ manifest }) => manifest.name === name);
      if (other === undefined || other === workspace) return [];
      const entry = `.${specifier.slice(name.length)}`;
      const offered = Object.keys(other.manifest.exports ?? { '.': '' });
      if (offered.some((key) => matchesEntry(key, entry))) return [];
      return [`${path} imports \`${specifier}\`, which \`${name}\` does not export`];
    }),
  );
}

/** Packages that sources import and package.json does not declare for run time. */
export function undeclaredImports(
  workspace: Workspace,
  files: readonly SourceFile[],
): readonly string[] {
  const { bundles = [], devDependencies = {} } = workspace.manifest;
  const bundled = bundles.filter((name) => Object.hasOwn(devDependencies, name));
  const declared = new Set([...runtimeDependencies(workspace.manifest), ...bundled]);
  return files.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .map(({ specifier }) => packageName(specifier))
      .filter((name) => name !== workspace.manifest.name && !declared.has(name))
      .map((name) => `${path} imports \`${name}\`, which package.json does not declare`),
  );
}

/** What keeps core pure: no zod at run time, nothing of Node. */
export function impureImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier, typeOnly }) =>
        packageName(specifier) === 'zod' ? !typeOnly : specifier.startsWith('node:'),
      )
      .map(({ specifier }) => `${path} imports \`${specifier}\``),
  );
}

/** Imports against core's one direction, describe → plan ← run. */
export function phaseViolations(files: readonly SourceFile[]): readonly string[] {
  const forbidden: Readonly<Record<string, readonly string[]>> = {
    plan: ['describe', 'run', 'index.ts'],
    run: ['describe', 'index.ts'],
    describe: ['run', 'index.ts'],
  };
  return files.flatMap(({ path, imports }) => {
    const barred = forbidden[phaseOf(path)] ?? [];
    return imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier }) => posix.join(posix.dirname(path), specifier))
      .filter((target) => barred.includes(phaseOf(target)))
      .map((target) => `${path} imports ${target}`);
  });
}

/** File names that name no concept. */
export function vagueNames(files: readonly SourceFile[]): readonly string[] {
  const vague = /^(?:utils?|helpers?|common|misc|types?|shared|lib)(?:\.|$)/;
  return files
    .map(({ path }) => path)
    .filter((path) =>
      path
        .split('/')
        .slice(1)
        .some((part) => vague.test(part)),
    );
}

/** File names that are not kebab-case. */
export function shoutedNames(files: readonly SourceFile[]): readonly string[] {
  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
  return files
    .map(({ path }) => path)
    .filter((path) => !path.split('/').every((part) => kebab.test(part.split('.')[0] ?? '')));
}

function phaseOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function matchesEntry(key: string, entry: string): boolean {
  if (!key.includes('*')) return key === entry;
  const [before = '', after = ''] = key.split('*');
  return entry.startsWith(before) && entry.endsWith(after);
}
