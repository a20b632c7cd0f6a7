import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ModuleImport, moduleImports } from './imports.ts';
import type { Manifest, WorkspaceKind } from './layers.ts';

/** The root of the repository. */
export const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));

/** One source file of a workspace and what it imports. */
export interface SourceFile {
  /** From the workspace's folder, with `/`. */
  readonly path: string;
  readonly imports: readonly ModuleImport[];
}

/** One workspace of the repository. */
export interface Workspace {
  readonly kind: WorkspaceKind;
  readonly directory: string;
  readonly manifest: Manifest & {
    readonly version: string;
    readonly exports?: Readonly<Record<string, unknown>>;
  };
}

/** Every workspace, in the order of folder and name. */
export function workspaces(): readonly Workspace[] {
  const kinds: readonly WorkspaceKind[] = ['packages', 'apps', 'examples', 'tooling'];
  return kinds.flatMap((kind) =>
    readdirSync(join(ROOT, kind))
      .sort()
      .map((name) => join(ROOT, kind, name))
      .filter((directory) => existsSync(join(directory, 'package.json')))
      .map((directory) => ({
        kind,
        directory,
        manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')),
      })),
  );
}

/** The workspaces that people install. */
export function publishedWorkspaces(): readonly Workspace[] {
  return workspaces().filter(({ manifest }) => manifest.private !== true);
}

/** The TypeScript files under a folder of a workspace. */
export function sourceFiles(workspace: Workspace, folder: 'src' | 'test'): readonly SourceFile[] {
  const base = join(workspace.directory, folder);
  if (!existsSync(base)) return [];
  return globSync('**/*.{ts,mts,tsx}', { cwd: base })
    .map((path) => join(base, path))
    .filter((path) => !path.includes(`${sep}node_modules${sep}`))
    .sort()
    .map((path) => ({
      path: relative(workspace.directory, path).split(sep).join('/'),
      imports: moduleImports(readFileSync(path, 'utf8')),
    }));
}
