/** The app: what the generators and the command line need to know about a project. @module */
import type { AnyAutomation } from './automation.ts';
import type { EnvValues } from './expr.ts';
import type { AnyFlow } from './flow.ts';
import type { AnyPrompt } from './prompt.ts';
import type { BaseSetup } from './setup.ts';
import type { AnyTask } from './task.ts';

/** A project. */
export interface App {
  readonly kind: 'app';
  readonly entryPoint: string;
  readonly commands: Readonly<Record<string, readonly (AnyTask | AnyFlow)[]>>;
  readonly automations: readonly AnyAutomation[];
}

/** Describes a project: the default export of `sluice.ts`. */
export declare function app(definition: {
  /** The command a developer types, and therefore the command CI runs. */
  readonly entryPoint: string;
  readonly workingDirectory?: string;
  /**
   * What every machine needs before the entry point can run: checkout, runtime, install.
   * A job may add to it, by its setup; nothing drops it.
   */
  readonly bootstrap?: readonly BaseSetup[];
  /** What tasks need unless they say otherwise. */
  readonly setup?: readonly BaseSetup[];
  readonly env?: EnvValues;
  /** The commands, in groups for the help. */
  readonly commands: Readonly<Record<string, readonly (AnyTask | AnyFlow)[]>>;
  readonly automations?: readonly AnyAutomation[];
  /** Folders of `*.prompt.md` files, and prompts described in code. */
  readonly prompts?: readonly (string | AnyPrompt)[];
}): App;
