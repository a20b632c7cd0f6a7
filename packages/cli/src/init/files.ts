/** The files of a new project, made from what is there already. @module */
import { FIRST_PROJECT } from './first-project.ts';

/** What is in the folder; undefined for what is not. */
export interface FolderBefore {
  /** The name of the folder. */
  readonly name: string;
  readonly manifest: string | undefined;
  readonly gitignore: string | undefined;
}

/** A file to write, and what is said about it. */
export interface InitFile {
  readonly path: string;
  readonly text: string;
  readonly said: string;
}

/** The packages that a project needs, with their ranges. */
export type Packages = Readonly<Record<string, string>>;

const IGNORED = ['node_modules/', '.sluice/'];

/** What `init` writes. What is there stays as it is, but for what is missing in it. */
export function initFiles(before: FolderBefore, packages: Packages): readonly InitFile[] {
  const files: InitFile[] = [
    { path: 'sluice.ts', text: FIRST_PROJECT, said: 'a task and an automation to begin with' },
  ];
  const manifest = manifestText(before, packages);
  if (manifest !== undefined) files.push(manifest);
  const gitignore = gitignoreText(before.gitignore ?? '');
  if (gitignore !== undefined) files.push(gitignore);
  return files;
}

function manifestText({ name, manifest }: FolderBefore, packages: Packages): InitFile | undefined {
  const existing = manifest === undefined ? undefined : parseManifest(manifest);
  const known = { ...existing?.['dependencies'], ...existing?.['devDependencies'] };
  const missing = Object.entries(packages).filter(([each]) => !Object.hasOwn(known, each));
  if (existing !== undefined && missing.length === 0) return undefined;
  const made: Manifest = existing ?? { name: packageName(name), private: true, type: 'module' };
  const devDependencies = sorted({ ...made.devDependencies, ...Object.fromEntries(missing) });
  const indent = /^([ \t]+)"/m.exec(manifest ?? '')?.[1] ?? '  ';
  return {
    path: 'package.json',
    text: `${JSON.stringify({ ...made, devDependencies }, null, indent)}\n`,
    said: `needs ${missing.map(([each]) => each).join(', ')}`,
  };
}

interface Manifest {
  readonly [key: string]: unknown;
  readonly dependencies?: Packages;
  readonly devDependencies?: Packages;
}

/** A package.json. Throws what JSON.parse throws, or a TypeError when it is no object. */
export function parseManifest(text: string): Manifest {
  const value = JSON.parse(text) as unknown;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Manifest;
  throw new TypeError('It is not an object.');
}

function sorted(record: Packages): Packages {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A name that npm takes. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '');
  return name === '' ? 'project' : name;
}

function gitignoreText(text: string): InitFile | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^\//, ''));
  const missing = IGNORED.filter(
    (entry) => !lines.includes(entry) && !lines.includes(entry.replace(/\/$/, '')),
  );
  if (missing.length === 0) return undefined;
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return {
    path: '.gitignore',
    text: `${start}${missing.join('\n')}\n`,
    said: `leaves out ${missing.join(', ')}`,
  };
}
