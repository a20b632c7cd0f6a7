/** One step of a job: a script in a real shell, or a stand-in for an action. @module */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import type { Action } from './actions.ts';
import { readAssignments, readPaths } from './command-file.ts';
import { type Contexts, holds, resolve, resolveToText, type Status } from './expression.ts';
import type { Masks } from './secrets.ts';
import type { JobDocument, StepDocument } from './workflow-file.ts';

/** GitHub's words for how a step or job ended. */
export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

/** How a step ended: `outcome` before `continue-on-error`, `conclusion` after. */
export interface StepResult {
  readonly id: string;
  readonly name: string;
  readonly outcome: Result;
  readonly conclusion: Result;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The machine that a job runs on: its directories, and what its steps have changed so far. */
export interface Machine {
  readonly workspace: string;
  readonly temp: string;
  /** The variables that every step has: `GITHUB_*`, `RUNNER_*`, `CI`, `HOME`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The job's `env`, with what steps wrote to `GITHUB_ENV`. */
  readonly env: Map<string, string>;
  /** Directories before `PATH`, the last written first. */
  readonly path: string[];
  readonly masks: Masks;
  readonly actions: Readonly<Record<string, Action>>;
  log(line: string): void;
}

const SHELLS: Readonly<Record<string, string>> = {
  '': 'bash -e {0}',
  bash: 'bash --noprofile --norc -e -o pipefail {0}',
  sh: 'sh -e {0}',
  python: 'python3 {0}',
};

/** Runs one step, or skips it. The contexts are those of the job; `env` and what belongs to the step are added. */
export async function runStep(
  step: StepDocument,
  index: number,
  job: JobDocument,
  machine: Machine,
  contexts: Contexts,
  status: Status,
): Promise<StepResult> {
  const id = step.id ?? `__${index + 1}`;
  const name = step.name ?? step.id ?? step.uses ?? `Run ${index + 1}`;
  const done = (outcome: Result, outputs: Readonly<Record<string, string>> = {}): StepResult => {
    const tolerated = outcome === 'failure' && tolerates(step, contexts, status);
    return { id, name, outcome, conclusion: tolerated ? 'success' : outcome, outputs };
  };
  const scope = { contexts: { ...contexts, env: Object.fromEntries(machine.env) }, status };
  try {
    if (!holds(step.if, scope)) return done('skipped');
    const own = Object.entries(step.env ?? {}).map(([key, value]): [string, string] => [
      key,
      resolveToText(value, scope),
    ]);
    const env = new Map([...machine.env, ...own]);
    const inner = { ...scope, contexts: { ...scope.contexts, env: Object.fromEntries(env) } };
    machine.log(`##[group]${name}`);
    if (step.uses === undefined) return await runScript(step, job, id, env, inner, machine, done);
    const action = machine.actions[step.uses.split('@')[0] ?? ''];
    if (action === undefined) throw new Error(`No stand-in for the action ${step.uses}.`);
    const inputs = Object.entries(step.with ?? {}).map(([key, value]): [string, string] => [
      key,
      resolveToText(value, inner),
    ]);
    return done('success', (await action(Object.fromEntries(inputs), machine)) ?? {});
  } catch (error) {
    machine.log(`##[error]${error instanceof Error ? error.message : String(error)}`);
    return done('failure');
  }
}

function tolerates(step: StepDocument, contexts: Contexts, status: Status): boolean {
  return resolve(step['continue-on-error'] ?? false, { contexts, status }) === true;
}

async function runScript(
  step: StepDocument,
  job: JobDocument,
  id: string,
  env: ReadonlyMap<string, string>,
  scope: { readonly contexts: Contexts; readonly status: Status },
  machine: Machine,
  done: (outcome: Result, outputs?: Readonly<Record<string, string>>) => StepResult,
): Promise<StepResult> {
  const files = join(machine.temp, id);
  mkdirSync(files, { recursive: true });
  const file = (name: string, content = ''): string => {
    writeFileSync(join(files, name), content);
    return join(files, name);
  };
  const script = file('script', resolveToText(step.run ?? '', scope));
  const shell = step.shell ?? job.defaults?.run?.shell ?? '';
  const line = (SHELLS[shell] ?? shell).replace('{0}', script).split(' ');
  const cwd = step['working-directory'] ?? job.defaults?.run?.['working-directory'] ?? '.';
  const paths = {
    GITHUB_OUTPUT: file('output'),
    GITHUB_ENV: file('env'),
    GITHUB_PATH: file('path'),
    GITHUB_STEP_SUMMARY: file('summary'),
  };
  const code = await spawned(line, {
    cwd: resolvePath(machine.workspace, resolveToText(cwd, scope)),
    env: {
      ...machine.variables,
      ...Object.fromEntries(env),
      ...paths,
      PATH: [...machine.path, process.env['PATH']].join(':'),
    },
    timeoutMs: Number(step['timeout-minutes'] ?? 360) * 60_000,
    line: (text) => listen(text, machine),
  });
  const outputs = readAssignments(readFileSync(paths.GITHUB_OUTPUT, 'utf8'));
  for (const [key, value] of readAssignments(readFileSync(paths.GITHUB_ENV, 'utf8'))) {
    machine.env.set(key, value);
  }
  machine.path.unshift(...readPaths(readFileSync(paths.GITHUB_PATH, 'utf8')));
  if (code !== 0) machine.log(`##[error]Process completed with exit code ${code}.`);
  return done(code === 0 ? 'success' : 'failure', Object.fromEntries(outputs));
}

/** A line of a script: a command to the runner, or text for the log. */
function listen(line: string, machine: Machine): void {
  const mask = /^::add-mask::(?<value>.*)$/.exec(line)?.groups?.['value'];
  if (mask !== undefined) machine.masks.add(decodeURIComponent(mask));
  else machine.log(line);
}

interface Spawning {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly line: (text: string) => void;
}

function spawned([command = '', ...args]: readonly string[], how: Spawning): Promise<number> {
  return new Promise((settle, fail) => {
    const child = spawn(command, args, {
      cwd: how.cwd,
      env: how.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: how.timeoutMs,
    });
    const rest = { out: '', err: '' };
    const take = (stream: 'out' | 'err') => (text: string) => {
      const lines = (rest[stream] + text).split('\n');
      rest[stream] = lines.pop() ?? '';
      for (const line of lines) how.line(line);
    };
    child.stdout.setEncoding('utf8').on('data', take('out'));
    child.stderr.setEncoding('utf8').on('data', take('err'));
    child.once('error', fail);
    child.once('close', (code) => {
      for (const line of [rest.out, rest.err]) if (line !== '') how.line(line);
      settle(code ?? 1);
    });
  });
}
