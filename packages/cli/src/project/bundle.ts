/**
 * One file of everything that a project imports from itself. For what Node's stripping of types rejects (enums,
 * parameter properties, decorators, path aliases, imports without extension, JSX), and because one file of JavaScript
 * loads faster than many of TypeScript. Packages stay outside, core only where somebody else may import it. Loads
 * esbuild: only for what is not in the cache.
 * @module
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Message, OnLoadArgs, OnResolveArgs, Plugin, PluginBuild } from 'esbuild';
import { type Problem, Problems } from '../problem.ts';
import { inlineCore } from './inline-core.ts';
import { installHint } from './install-hint.ts';
import { missingExport } from './missing-export.ts';
import { moduleMeta, withModuleMeta } from './module-meta.ts';
import { settingsOf } from './module-settings.ts';

/** What was made from a project, and all that it depends on. */
export interface ProjectBundle {
  readonly code: string;
  readonly map: string;
  /** Whether Node can load the files as they are, too. */
  readonly isNative: () => Promise<boolean>;
  /** Whether a module computes what it imports: only the files themselves can be asked for it. */
  readonly computedImports: boolean;
  /** Whether it imports a package that is a link to a folder somebody works in. */
  readonly linkedPackages: boolean;
  /** Path and text of every file that it depends on, as they were read. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Files that are not there, and would change what an import finds. */
  readonly absent: readonly string[];
}

/** Settings of {@link bundleProject}. */
export interface BundleOptions {
  /** Names packages by the files they have, for a bundle that is not kept in the project. */
  readonly absolutePackages?: boolean;
  /** Leaves core outside like any package. */
  readonly coreOutside?: boolean;
}

/** What esbuild tries for an import without extension, in its order. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const COMPUTED_IMPORT = /\bimport\(\s*(?!['"])/;
const OURS = /^@sluice\//;
const DECORATOR = /^\s*@[A-Za-z_]/m;

/** Bundles a project as a file for `folder`. Nothing of it is executed. Throws {@link Problems} with every place that esbuild cannot read. */
export async function bundleProject(
  entry: string,
  folder: string,
  options: BundleOptions = {},
): Promise<ProjectBundle> {
  const { build } = await import('esbuild');
  const root = dirname(entry);
  const inputs = new Map<string, string>();
  const read = (path: string): string => {
    const text = readFileSync(path, 'utf8');
    inputs.set(path, text);
    return text;
  };
  const absent = new Set<string>();
  const needs = { bundle: false, files: false };
  const core = options.coreOutside === true ? undefined : inlineCore();
  let linkedPackages = false;

  const project: Plugin = {
    name: 'sluice-project',
    setup(building) {
      building.onResolve({ filter: /.*/ }, (args) => resolveImport(args, building));
      building.onLoad({ filter: /\.([cm]?[jt]sx?|json)$/ }, loadModule);
    },
  };

  const resolveImport = async (args: OnResolveArgs, building: PluginBuild) => {
    if (args.kind === 'entry-point' || args.pluginData === 'asked') return undefined;
    if (isBuiltin(args.path)) return { path: args.path, external: true };
    const { path: specifier, importer, resolveDir, kind } = args;
    const ask = () =>
      building.resolve(specifier, { importer, resolveDir, kind, pluginData: 'asked' });
    if (/^(\.|\/|file:)/.test(specifier)) {
      const exact = resolve(resolveDir, specifier);
      const found = await ask();
      if (found.errors.length === 0 && found.path !== exact && !specifier.startsWith('file:')) {
        needs.bundle = true;
        for (const candidate of candidates(exact)) {
          if (candidate === found.path) break;
          absent.add(candidate);
        }
      }
      return found.errors.length > 0 ? { errors: [missingFile(specifier)] } : found;
    }
    const found = await ask();
    const inPackage = found.path.split(sep).includes('node_modules');
    if (specifier.startsWith('#')) {
      if (found.errors.length === 0 && !inPackage) return found;
      core?.meetOthers();
      return { path: specifier, external: true };
    }
    const home = packageFolder(specifier, resolveDir);
    if (home === undefined) {
      if (found.errors.length > 0 || inPackage)
        return { errors: [missingPackage(specifier, resolveDir)] };
      needs.bundle = true;
      return found;
    }
    const isAlias =
      found.errors.length === 0 && !inPackage && !found.path.startsWith(realpathSync(home) + sep);
    if (isAlias) {
      needs.bundle = true;
      return found;
    }
    const manifest = read(join(home, 'package.json'));
    if (found.errors.length === 0 && core?.takes(specifier, home, manifest)) return found;
    linkedPackages ||=
      !OURS.test(specifier) && !realpathSync(home).split(sep).includes('node_modules');
    const same = packageFolder(specifier, root) === home && options.absolutePackages !== true;
    const path = same || found.errors.length > 0 ? specifier : pathToFileURL(found.path).href;
    return { path, external: true };
  };

  const loadModule = ({ path }: OnLoadArgs) => {
    const ofCore = core?.load(path);
    if (ofCore !== undefined) return { contents: ofCore, loader: 'js' as const };
    const text = read(path);
    const kind = extname(path);
    if (kind === '.json') return { contents: text, loader: 'json' as const };
    if (/x$/.test(kind) || (kind !== '.js' && DECORATOR.test(text))) needs.bundle = true;
    if (COMPUTED_IMPORT.test(text)) needs.files = true;
    return { contents: withModuleMeta(text, path), loader: loaderOf(kind) };
  };

  try {
    const made = await build({
      entryPoints: [entry],
      outfile: join(folder, 'project.mjs'),
      absWorkingDir: root,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: `node${process.versions.node}`,
      sourcemap: 'external',
      sourcesContent: false,
      legalComments: 'none',
      // Node counts the lines of whatever has a source map.
      minifyWhitespace: true,
      logLevel: 'silent',
      resolveExtensions: EXTENSIONS,
      define: moduleMeta,
      plugins: [project],
    });
    if (core?.clashes) return await bundleProject(entry, folder, { ...options, coreOutside: true });
    const text = (end: string): string =>
      made.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
    const modules = new Map([...inputs].filter(([path]) => !path.endsWith(`${sep}package.json`)));
    const settings = settingsOf([...modules.keys()]);
    for (const path of settings.present) {
      // A file of TypeScript is what the nearest package.json says; its imports say what it is meant to be.
      if (/"type"\s*:\s*"commonjs"/.test(read(path))) needs.bundle = true;
    }
    return {
      code: text('.mjs'),
      map: text('.map'),
      isNative: async () => !needs.bundle && (await canStrip(modules)),
      computedImports: needs.files,
      linkedPackages,
      inputs,
      absent: [...absent, ...settings.absent],
    };
  } catch (error) {
    const errors = (error as { errors?: readonly Message[] }).errors;
    if (errors === undefined) throw error;
    throw new Problems(
      ...(await Promise.all(errors.map((message) => problemOf(message, root, entry)))),
    );
  }
}

/** Whether Node's stripping takes every one of the files. */
async function canStrip(modules: ReadonlyMap<string, string>): Promise<boolean> {
  const { stripTypeScriptTypes } = await import('node:module');
  try {
    for (const [path, text] of modules) {
      if (/\.[cm]?ts$/.test(path)) stripTypeScriptTypes(text);
    }
    return true;
  } catch {
    return false;
  }
}

function loaderOf(kind: string): 'ts' | 'tsx' | 'js' | 'jsx' {
  if (kind.endsWith('x')) return kind === '.tsx' ? 'tsx' : 'jsx';
  return kind.endsWith('ts') ? 'ts' : 'js';
}

function candidates(path: string): readonly string[] {
  const typed = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  return [
    path,
    ...(typed === path ? [] : [typed]),
    ...EXTENSIONS.map((extension) => path + extension),
    join(path, 'package.json'),
    ...EXTENSIONS.map((extension) => join(path, `index${extension}`)),
  ];
}

/** The folder of a package as Node finds it, in `node_modules` here or above. */
function packageFolder(specifier: string, from: string): string | undefined {
  const name = packageName(specifier);
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function missingFile(specifier: string): { readonly text: string; readonly detail: string } {
  const name = specifier.split('/').at(-1) ?? specifier;
  return {
    text: `There is no module \`${name}\`.`,
    detail: 'Write the path as it is on disk, with its extension: `./tasks.ts`.',
  };
}

function missingPackage(
  specifier: string,
  from: string,
): { readonly text: string; readonly detail: string } {
  const name = packageName(specifier);
  return { text: `The package \`${name}\` is not installed.`, detail: installHint(name, from) };
}

async function problemOf(
  { text, location, detail }: Message,
  root: string,
  entry: string,
): Promise<Problem> {
  const place =
    location === null
      ? { file: entry }
      : { file: resolve(root, location.file), line: location.line, column: location.column + 1 };
  const [, path, name] = /^No matching export in "(.*)" for import "(.*)"$/.exec(text) ?? [];
  if (path !== undefined && name !== undefined) {
    const [, inPackage] = /.*node_modules[\\/](.*)$/.exec(path) ?? [];
    const shown = inPackage === undefined ? path : packageName(inPackage.replaceAll('\\', '/'));
    return missingExport({ name, shown, module: resolve(root, path), location: place });
  }
  const words = `${text}${/[.!?]$/.test(text) ? '' : '.'}`;
  const known = typeof detail === 'string';
  return {
    code: 'MODULE_INVALID',
    message: known ? words : `This is not TypeScript: ${words}`,
    location: place,
    hint: known ? detail : 'Correct it there; nothing was executed.',
  };
}
