/**
 * What git says about a folder, read from its files: five processes of git cost more than a small run. Whatever is not
 * plain (a detached HEAD, includes, reftables, variables of git) is left to git itself.
 * Source of the layout: gitrepository-layout(5), git-config(1).
 * @module
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The facts of a checkout; empty where there are none. */
export interface Checkout {
  readonly sha: string;
  readonly branch: string;
  readonly user: string;
  readonly remote: string;
}

/** The facts, or undefined where only git knows. */
export function readCheckout(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Checkout | undefined {
  if (Object.keys(env).some((name) => GIT_DECIDES.test(name))) return undefined;
  try {
    const folder = gitFolder(cwd);
    const common = folder === undefined ? undefined : commonFolder(folder);
    const user = settings([
      '/etc/gitconfig',
      join(env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config'), 'git', 'config'),
      join(env['HOME'] || homedir(), '.gitconfig'),
      ...(common === undefined ? [] : [join(common, 'config')]),
    ]);
    if (user === undefined) return undefined;
    const facts = {
      user: user.get('user.name') ?? '',
      remote: user.get('remote.origin.url') ?? '',
    };
    if (folder === undefined || common === undefined) return { sha: '', branch: '', ...facts };
    const ref = /^ref: (refs\/heads\/(.+))\n$/.exec(readFileSync(join(folder, 'HEAD'), 'utf8'));
    if (ref === null || existsSync(join(common, 'reftable'))) return undefined;
    return { sha: shaOf(common, ref[1]!), branch: ref[2]!, ...facts };
  } catch {
    return undefined;
  }
}

const GIT_DECIDES = /^GIT_(DIR|COMMON_DIR|WORK_TREE|CONFIG|NAMESPACE|CEILING|DISCOVERY)/;

function gitFolder(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = join(folder, '.git');
    const stat = statSync(found, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return found;
    if (stat?.isFile()) {
      return resolve(
        folder,
        readFileSync(found, 'utf8')
          .replace(/^gitdir: /, '')
          .trimEnd(),
      );
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** The folder that all worktrees of a repository share. */
function commonFolder(folder: string): string {
  const file = join(folder, 'commondir');
  return existsSync(file) ? resolve(folder, readFileSync(file, 'utf8').trimEnd()) : folder;
}

function shaOf(common: string, ref: string): string {
  const loose = join(common, ref);
  if (existsSync(loose)) return readFileSync(loose, 'utf8').trim();
  const packed = join(common, 'packed-refs');
  if (!existsSync(packed)) return '';
  const line = readFileSync(packed, 'utf8')
    .split('\n')
    .find((each) => each.endsWith(` ${ref}`));
  return line?.split(' ')[0] ?? '';
}

/** The settings of some files, the last one wins; undefined when one of them is not plain. */
function settings(files: readonly string[]): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const file of files) {
    if (!existsSync(file)) continue;
    let section = '';
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const heading = /^\s*\[([\w.-]+)(?: "([^"\\]*)")?\]\s*$/.exec(line);
      const value = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line);
      if (heading !== null) {
        section = [heading[1]!.toLowerCase(), heading[2]].filter(Boolean).join('.');
        if (section.startsWith('include') || section === 'extensions') return undefined;
      } else if (value !== null) {
        const key = `${section}.${value[1]!.toLowerCase()}`;
        if (key !== 'user.name' && key !== 'remote.origin.url') continue;
        if (/["\\#;]/.test(value[2]!)) return undefined;
        if (key === 'user.name' || !found.has(key)) found.set(key, value[2]!);
      } else if (/^\s*\[/.test(line)) return undefined;
    }
  }
  return found;
}
