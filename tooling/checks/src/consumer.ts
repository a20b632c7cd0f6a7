import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tarball } from './tarballs.ts';
import { ROOT } from './workspace.ts';

const execute = promisify(execFile);
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];

/** What a finished command left behind. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; a failure is a value. */
export async function finish(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Finished> {
  return new Promise((resolve) => {
    const { cwd, env } = options;
    execFile(file, [...args], { cwd, env: env ?? process.env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}

/**
 * Makes a strict TypeScript project outside the workspace that has our tarballs installed by npm, together with what
 * our users bring: zod and Node's types, in the versions of the catalog.
 */
export async function installConsumer(
  directory: string,
  tarballs: readonly Tarball[],
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  await cp(join(ROOT, 'tooling/checks/fixtures/consumer'), directory, { recursive: true });
  const manifest = { name: 'consumer', version: '1.0.0', private: true, type: 'module' };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  const others = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  const ours = tarballs.map(({ path }) => path);
  await execute('npm', ['install', ...QUIET, ...ours, ...others], { cwd: directory });
}

/** Installs the command line as a user does, under a prefix of its own; answers the folder of its commands. */
export async function installGlobally(
  prefix: string,
  tarballs: readonly Tarball[],
): Promise<string> {
  await mkdir(prefix, { recursive: true });
  const ours = tarballs.map(({ path }) => path);
  await execute('npm', ['install', '--global', '--prefix', prefix, ...QUIET, ...ours], {
    cwd: prefix,
  });
  return join(prefix, process.platform === 'win32' ? '' : 'bin');
}
