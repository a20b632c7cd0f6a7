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
 * The name of the file with the result of a step: `1_fetch-source.json` for a step of the plan. One inside of another
 * has the number of the one around it, and its key as a slug with a hash: `3_epics-e1-architecture-3f2a9c0d11be.json`.
 */
export function resultFileName(plan: Plan | undefined, key: StepKey): string {
  const names = plan === undefined ? [] : stepNames(plan);
  const [top] = /^[^[/@]+/.exec(key) ?? [''];
  const found = names.find((each) => each.step === top);
  if (found === undefined) return `${fileNameOf(key)}.json`;
  if (found.step === key) return `${found.name}.json`;
  return `${found.name.slice(0, found.name.indexOf('_'))}_${fileNameOf(key)}.json`;
}
