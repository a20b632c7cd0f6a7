/**
 * What lies where in a workspace. Names with an underscore are ours; everything else is the result of a step.
 * @module
 */
import { join } from 'node:path';
import { type Plan, stepNames } from '@sluice/core/plan';
import type { StepKey } from '@sluice/core/run';
import { fileNameOf } from '../file-name.ts';

/** Secrets never get here, but what steps hand to each other is the business of whoever runs them. */
export const PRIVATE_FILE = 0o600;
/** The mode of folders. */
export const PRIVATE_FOLDER = 0o700;

/** The places in a workspace. */
export interface WorkspacePaths {
  readonly params: string;
  readonly history: string;
  readonly lease: string;
  readonly blobs: string;
  readonly artifacts: string;
  readonly logs: string;
  /** What processes of an isolated run leave for whoever drives it. */
  readonly ends: string;
}

/** The places in the workspace of a folder. */
export function workspacePaths(folder: string): WorkspacePaths {
  return {
    params: join(folder, '_params.json'),
    history: join(folder, '_history'),
    lease: join(folder, '_lease'),
    blobs: join(folder, '_blobs'),
    artifacts: join(folder, '_artifacts'),
    logs: join(folder, '_logs'),
    ends: join(folder, '_ends'),
  };
}

/**
 * The names of the files with the results of steps: `1_fetch-source.json` for a step of the plan. One inside of another
 * has the number of the one around it, and its key as a slug with a hash: `3_epics-e1-architecture-3f2a9c0d11be.json`.
 */
export function resultFileNames(plan: Plan | undefined): (key: StepKey) => string {
  const names = new Map(
    (plan === undefined ? [] : stepNames(plan)).map(({ step, name }) => [step as string, name]),
  );
  return (key) => {
    const own = names.get(key);
    if (own !== undefined) return `${own}.json`;
    const around = names.get(/^[^[/@]+/.exec(key)?.[0] ?? '');
    if (around === undefined) return `${fileNameOf(key)}.json`;
    return `${around.slice(0, around.indexOf('_'))}_${fileNameOf(key)}.json`;
  };
}
