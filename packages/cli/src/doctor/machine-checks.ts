/** What this machine has: Node, git, the secrets of its user, and GitHub's command line. @module */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';
import { createSecretSource, sluiceHome } from '@sluice/storage';
import type { CliIo } from '../io.ts';
import type { Check } from './check.ts';

/** The versions that Sluice runs on: from these on, in these lines; and every line from the last one on. */
const NODE_LINES: readonly (readonly [major: number, minor: number])[] = [
  [22, 18],
  [24, 11],
  [26, 0],
];

/** Whether Sluice runs on this version of Node. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const newest = NODE_LINES.at(-1)![0];
  const fits = major > newest || NODE_LINES.some(([line, from]) => major === line && minor >= from);
  if (fits) return { name: 'Node', status: 'ok', message: version };
  const lines = NODE_LINES.map(([line, from]) => `${line}.${from}`).join(', ');
  return {
    name: 'Node',
    status: 'wrong',
    message: `${version} is not supported`,
    hint: `Install one of ${lines} or newer in its line.`,
  };
}

/** Whether there is git, and a repository. */
export async function checkGit(io: CliIo): Promise<Check> {
  const version = await ask(io, 'git', '--version');
  if (version.missing) {
    return {
      name: 'git',
      status: 'wrong',
      message: 'not found',
      hint: 'Install git: the facts of local runs come from it.',
    };
  }
  const shown = version.text.replace(/^git version /, '');
  const branch = await ask(io, 'git', 'rev-parse', '--abbrev-ref', 'HEAD');
  const inside = await ask(io, 'git', 'rev-parse', '--is-inside-work-tree');
  if (inside.text !== 'true') {
    return { name: 'git', status: 'note', message: `${shown}; this folder is in no repository` };
  }
  const place = branch.failed ? 'a repository without commits' : `on ${branch.text}`;
  return { name: 'git', status: 'ok', message: `${shown}, ${place}` };
}

/** Whether the file of secrets is its user's own and closed to everybody else. */
export async function checkSecrets(io: CliIo): Promise<Check> {
  const home = sluiceHome(io.env);
  const name = 'secrets';
  if (!existsSync(join(home, 'secrets.toml'))) {
    return { name, status: 'note', message: `none in ${home}: only the environment has any` };
  }
  try {
    await createSecretSource({ env: {}, home }).get('');
    return { name, status: 'ok', message: `${join(home, 'secrets.toml')} is yours alone` };
  } catch (error) {
    if (!WorkflowError.is(error)) throw error;
    return {
      name,
      status: 'wrong',
      message: error.message.replace(/\.$/, ''),
      ...(error.hint !== undefined && { hint: error.hint }),
    };
  }
}

/** Whether GitHub's command line is there and logged in: only commands about GitHub need it. */
export async function checkGithubLogin(io: CliIo): Promise<Check> {
  const name = 'gh';
  const version = await ask(io, 'gh', '--version');
  if (version.missing) {
    return {
      name,
      status: 'note',
      message: 'not found: commands that ask GitHub need it or a token',
    };
  }
  const status = await ask(io, 'gh', 'auth', 'status');
  const shown = version.text.split('\n', 1)[0]!.replace(/^gh version (\S+).*$/, '$1');
  return status.failed
    ? { name, status: 'note', message: `${shown}, not logged in`, hint: 'gh auth login' }
    : { name, status: 'ok', message: `${shown}, logged in` };
}

interface Answer {
  readonly missing: boolean;
  readonly failed: boolean;
  readonly text: string;
}

function ask(io: CliIo, file: string, ...args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { cwd: io.cwd, env: { ...io.env }, encoding: 'utf8', timeout: 10_000 } as const;
    execFile(file, args, options, (error, stdout) =>
      resolve({
        missing: error?.code === 'ENOENT',
        failed: error !== null,
        text: stdout.trim(),
      }),
    );
  });
}
