/** Stand-ins for GitHub's own actions: what they leave on the machine, without the network. @module */
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Machine } from './step.ts';

/** Does what an action would do, and gives its outputs. */
export type Action = (
  inputs: Readonly<Record<string, string>>,
  machine: Machine,
) => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>> | undefined;

/** The artifacts of a run: a directory for each name. Names are used once (GitHub's v4 and later). */
export interface Artifacts {
  readonly directory: string;
  readonly names: Set<string>;
}

/** The actions that a runner of this host knows: checkout, the set-up actions, cache, and artifacts. */
export function standInActions(checkout: string, artifacts: Artifacts): Record<string, Action> {
  const nothing: Action = () => ({});
  return {
    'actions/checkout': (_, machine) => checkOut(checkout, machine.workspace),
    'actions/setup-node': nothing,
    'actions/setup-python': nothing,
    'actions/setup-go': nothing,
    'pnpm/action-setup': nothing,
    'astral-sh/setup-uv': nothing,
    'actions/cache': () => ({ 'cache-hit': '' }),
    'actions/upload-artifact': (inputs, machine) => upload(inputs, machine, artifacts),
    'actions/download-artifact': (inputs, machine) => download(inputs, machine, artifacts),
  };
}

/** The repository's files; what is installed beside them is linked, not copied. */
function checkOut(from: string, to: string): undefined {
  for (const name of readdirSync(from)) {
    if (name === '.git' || name === '.sluice') continue;
    const [source, target] = [join(from, name), join(to, name)];
    if (name === 'node_modules') symlinkSync(source, target);
    else cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  }
  return undefined;
}

function upload(
  inputs: Readonly<Record<string, string>>,
  machine: Machine,
  artifacts: Artifacts,
): Record<string, string> {
  const name = inputs['name'] ?? 'artifact';
  if (/["<>|*?:\\/\r\n]/.test(name)) throw new Error(`The artifact name ${name} is not valid.`);
  const sources = (inputs['path'] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => resolve(machine.workspace, line));
  const found = sources.filter((source) => existsSync(source));
  if (found.length === 0) {
    if (inputs['if-no-files-found'] === 'error') throw new Error(`No files found: ${sources}.`);
    return {};
  }
  if (artifacts.names.has(name) && inputs['overwrite'] !== 'true') {
    throw new Error(`Conflict: an artifact with the name ${name} exists already.`);
  }
  artifacts.names.add(name);
  const target = join(artifacts.directory, name);
  mkdirSync(target, { recursive: true });
  const hidden = inputs['include-hidden-files'] === 'true';
  // One file or directory gives its own content; several give their paths below the least common ancestor.
  const root = found.length === 1 ? undefined : commonParent(found);
  for (const source of found) {
    const directory = lstatSync(source).isDirectory();
    const inside =
      root === undefined ? (directory ? '' : basename(source)) : relative(root, source);
    cpSync(source, join(target, inside), {
      recursive: true,
      filter: (path) => hidden || path === source || !basename(path).startsWith('.'),
    });
  }
  return { 'artifact-id': String(artifacts.names.size) };
}

function download(
  inputs: Readonly<Record<string, string>>,
  machine: Machine,
  artifacts: Artifacts,
): Record<string, string> {
  const to = resolve(machine.workspace, inputs['path'] ?? '.');
  mkdirSync(to, { recursive: true });
  const { name, pattern } = inputs;
  if (name !== undefined && name !== '') {
    if (!artifacts.names.has(name)) throw new Error(`Artifact not found for name: ${name}.`);
    cpSync(join(artifacts.directory, name), to, { recursive: true });
    return { 'download-path': to };
  }
  const wanted = [...artifacts.names].sort().filter((each) => globMatches(pattern ?? '*', each));
  const merge = inputs['merge-multiple'] === 'true';
  for (const each of wanted) {
    cpSync(join(artifacts.directory, each), merge ? to : join(to, each), { recursive: true });
  }
  return { 'download-path': to };
}

function globMatches(pattern: string, name: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(name);
}

function commonParent(paths: readonly string[]): string {
  let parent = dirname(paths[0] ?? '/');
  while (!paths.every((path) => path.startsWith(`${parent}/`))) parent = dirname(parent);
  return parent;
}
