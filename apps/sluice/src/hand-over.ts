/** A project that has a `sluice` of its own is run by that one. @module */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findAppFile } from '@sluice/cli';

const HANDED_OVER: unique symbol = Symbol.for('sluice.handed-over') as never;

/** What decides who runs a command. */
export interface HandOver {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The file of the command that asks. */
  readonly self: string;
}

/**
 * The file of the project's own command; undefined where this one is it, where there is none, where
 * `SLUICE_HANDOVER=off` says so, and in a process that was handed over already.
 */
export function projectsOwn({ argv, env, cwd, self }: HandOver): string | undefined {
  const world = globalThis as { [HANDED_OVER]?: true };
  if (world[HANDED_OVER] || /^(off|0|no|false)$/i.test(env['SLUICE_HANDOVER'] ?? ''))
    return undefined;
  try {
    const file = findAppFile(cwd, fileFlag(argv) ?? (env['SLUICE_FILE'] || undefined));
    const found = file === undefined ? undefined : installed(dirname(file));
    if (found === undefined || realpathSync(found) === realpathSync(self)) return undefined;
    world[HANDED_OVER] = true;
    return realpathSync(found);
  } catch {
    // A file that was asked for and is not there: whoever runs the command says so.
    return undefined;
  }
}

function fileFlag(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--file' || word.startsWith('--file='));
  if (at < 0) return undefined;
  return argv[at] === '--file' ? argv[at + 1] : argv[at]!.slice('--file='.length);
}

/** The command in the nearest `node_modules` that has one. */
function installed(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const home = join(folder, 'node_modules', 'sluice');
    if (existsSync(join(home, 'package.json'))) {
      const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
        readonly bin?: { readonly sluice?: string };
      };
      const file = bin?.sluice === undefined ? undefined : resolve(home, bin.sluice);
      return file !== undefined && existsSync(file) ? file : undefined;
    }
    if (dirname(folder) === folder) return undefined;
  }
}
