/** One job, or one leg of its matrix, on a machine of its own. @module */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Contexts, resolve, resolveToText } from './expression.ts';
import type { Leg } from './matrix.ts';
import { type Machine, type Result, runStep, type StepResult } from './step.ts';
import type { JobDocument, StepDocument } from './workflow-file.ts';

/** How a job, or one leg of it, ended. */
export interface LegResult {
  readonly leg: Leg;
  /** Before `continue-on-error` of the job. */
  readonly outcome: Result;
  /** After it: what jobs that need this one see. */
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepResult[];
}

/** What a machine is made with, apart from its directories. */
export type MachineParts = Omit<Machine, 'workspace' | 'temp' | 'env' | 'path' | 'variables'> & {
  readonly path: readonly string[];
  readonly github: Readonly<Record<string, unknown>>;
};

/** Runs the steps of a job in the directory given, one after the other. */
export async function runLeg(
  job: JobDocument,
  leg: Leg,
  directory: string,
  parts: MachineParts,
  contexts: Contexts,
): Promise<LegResult> {
  const [workspace, temp, home] = ['workspace', 'temp', 'home'].map((name) =>
    join(directory, name),
  );
  for (const path of [workspace, temp, home]) mkdirSync(path ?? '', { recursive: true });
  const at = { workspace: workspace ?? '', temp: temp ?? '' };
  const github = { ...parts.github, workspace: at.workspace };
  const base: Contexts = {
    ...contexts,
    github,
    matrix: leg,
    runner: { os: 'Linux', arch: 'X64', temp: at.temp, name: 'host' },
    job: { status: 'success' },
  };
  const machine: Machine = {
    ...parts,
    ...at,
    path: [...parts.path],
    variables: variablesOf(github, at.temp, home ?? ''),
    env: new Map(),
  };
  const steps: StepResult[] = [];
  const status = () => {
    const failed = steps.some((step) => step.conclusion === 'failure');
    return { success: !failed, failure: failed, cancelled: false };
  };
  const scope = () => ({ contexts: { ...base, steps: stepsContext(steps) }, status: status() });
  try {
    for (const [key, value] of Object.entries(job.env ?? {})) {
      machine.env.set(key, resolveToText(value, scope()));
    }
  } catch (error) {
    machine.log(`##[error]${String(error)}`);
    return { leg, outcome: 'failure', result: 'failure', outputs: {}, steps };
  }
  for (const [index, step] of (job.steps ?? []).entries()) {
    const at = scope();
    steps.push(await runStep(step as StepDocument, index, job, machine, at.contexts, at.status));
  }
  const result = status().failure ? 'failure' : 'success';
  return {
    leg,
    outcome: result,
    result,
    outputs: outputsOf(job, machine, scope().contexts),
    steps,
  };
}

/** Outputs are taken at the end of the job; an empty one and one with a masked value are dropped. */
function outputsOf(job: JobDocument, machine: Machine, contexts: Contexts): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, text] of Object.entries(job.outputs ?? {})) {
    const value = resolveToText(text, { contexts });
    if (value === '') continue;
    if (machine.masks.within(value)) machine.log(`##[warning]Skip output '${name}': a secret.`);
    else outputs[name] = value;
  }
  return outputs;
}

function stepsContext(steps: readonly StepResult[]): Record<string, unknown> {
  return Object.fromEntries(
    steps
      .filter((step) => !step.id.startsWith('__'))
      .map(({ id, outcome, conclusion, outputs }) => [id, { outcome, conclusion, outputs }]),
  );
}

function variablesOf(
  github: Readonly<Record<string, unknown>>,
  temp: string,
  home: string,
): Record<string, string> {
  const shown = Object.entries(github).filter(
    ([key, value]) => typeof value === 'string' && key !== 'token',
  );
  return {
    ...Object.fromEntries(shown.map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, `${value}`])),
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    HOME: home,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: temp,
  };
}

/** A value that may be an expression, such as `strategy.matrix` or `continue-on-error`. */
export function jobValue(value: unknown, contexts: Contexts): unknown {
  return resolve(value, { contexts });
}
