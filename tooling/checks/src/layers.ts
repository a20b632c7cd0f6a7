/**
 * The layer table of the design: a line imports only from lines below it, and packages on one line never import
 * each other. Packages that do not exist yet already have their place.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['sluice'],
  ['@sluice/cli', '@sluice/server', '@sluice/mcp', '@sluice/engine-restate'],
  ['@sluice/executor', '@sluice/gha-generator', '@sluice/llm'],
  ['@sluice/storage', '@sluice/prompts', '@sluice/evaluator', '@sluice/registry'],
  ['@sluice/testing'],
  ['@sluice/core'],
];

/** A package.json, as far as the architecture is concerned. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** Development dependencies whose code is part of the built package. */
  readonly bundles?: readonly string[];
}

/** The kinds of workspace there are, by the folder they live in. */
export type WorkspaceKind = 'packages' | 'apps' | 'examples' | 'tooling';

/** What a package needs at run time: everything but devDependencies. */
export function runtimeDependencies(manifest: Manifest): readonly string[] {
  return Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
}

/** One sentence for each dependency of a workspace that the layer table does not allow. */
export function layerViolations(kind: WorkspaceKind, manifest: Manifest): readonly string[] {
  const internal = runtimeDependencies(manifest).filter(isOurs);
  if (kind === 'tooling' || kind === 'examples') {
    // Both use what we publish; nothing of ours that is private, and no example may need tooling.
    return internal
      .filter((name) => lineOf(name) === -1)
      .map((name) => `\`${manifest.name}\` depends on \`${name}\`, which is not published`);
  }
  const own = lineOf(manifest.name);
  if (own === -1) return [`\`${manifest.name}\` has no line in the layer table`];
  return internal.flatMap((name) => {
    const line = lineOf(name);
    if (line === -1) return [`\`${manifest.name}\` depends on \`${name}\`, which has no line`];
    if (line > own) return [];
    const where = line === own ? 'on its own line' : 'above it';
    return [`\`${manifest.name}\` depends on \`${name}\`, which is ${where}`];
  });
}

function isOurs(name: string): boolean {
  return name === 'sluice' || name.startsWith('@sluice/');
}

function lineOf(name: string): number {
  return LAYERS.findIndex((line) => line.includes(name));
}
