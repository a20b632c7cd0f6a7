/** What all files of a project share. @module */
import { type AnyAutomation, type AnyTask, type App, setup } from '@sluice/core';
import { exprEnv } from './env.ts';
import type { Defaults, Env } from './model/workflow.ts';
import type { SavedWorkflows } from './nested/saved-workflows.ts';
import type { Pinner } from './pins/pinner.ts';

/** A project. */
export interface Project {
  readonly app: App;
  readonly entryPoint: string;
  /** Where its commands run, from the root of the repository; undefined for the root itself. */
  readonly workingDirectory: string | undefined;
  /** What `run` steps do unless they say otherwise. */
  readonly defaults: Defaults;
  readonly env: Env;
  readonly tasks: ReadonlyMap<string, AnyTask>;
  readonly automations: ReadonlyMap<string, AnyAutomation>;
  /** The automations that others call. */
  readonly callable: ReadonlySet<string>;
  readonly pinner: Pinner;
  /** The saved workflows that jobs run. */
  readonly saved: SavedWorkflows;
}

/** Collects what all files of a project share. */
export function createProject(facts: {
  readonly app: App;
  readonly source: string;
  readonly tasks: ReadonlyMap<string, AnyTask>;
  readonly automations: ReadonlyMap<string, AnyAutomation>;
  readonly callable: ReadonlySet<string>;
  readonly pinner: Pinner;
  readonly saved: SavedWorkflows;
}): Project {
  const { app, source, tasks, automations, callable, pinner, saved } = facts;
  const folder = source.includes('/') ? source.slice(0, source.lastIndexOf('/')) : undefined;
  const workingDirectory = app.workingDirectory ?? folder;
  return {
    app: app.bootstrap.length > 0 ? app : { ...app, bootstrap: DEFAULT_BOOTSTRAP },
    entryPoint: app.entryPoint,
    workingDirectory,
    defaults: {
      run: {
        shell: 'bash',
        ...(workingDirectory !== undefined && { 'working-directory': workingDirectory }),
      },
    },
    env: exprEnv(app.env),
    tasks,
    automations,
    callable,
    pinner,
    saved,
  };
}

/** What a machine needs when the app does not say: the entry point is a program of the project's dependencies. */
const DEFAULT_BOOTSTRAP = [setup.checkout(), setup.node(), setup.install()];
