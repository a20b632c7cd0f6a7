/** Placement: the machine of a job, and what it may do there. @module */

import type { JsonObject } from '../plan/names.ts';
import type { EnvValues, Expr } from './expr.ts';
import type { Setup } from './setup.ts';

/** The scopes of the token, by GitHub's own names. A scope that is not named is `none`. */
export type Permissions = {
  readonly [Scope in
    | 'actions'
    | 'artifact-metadata'
    | 'attestations'
    | 'checks'
    | 'contents'
    | 'deployments'
    | 'discussions'
    | 'issues'
    | 'packages'
    | 'pages'
    | 'pull-requests'
    | 'repository-projects'
    | 'security-events'
    | 'statuses']?: 'read' | 'write' | 'none';
} & { readonly 'id-token'?: 'write' | 'none'; readonly models?: 'read' | 'none' };

/** What may run at the same time under one name. A full queue cannot cancel what is in progress. */
export type Concurrency = { readonly group: string | Expr<string> } & (
  | { readonly cancelInProgress?: boolean | Expr<boolean>; readonly queue?: 'single' }
  | { readonly cancelInProgress?: false; readonly queue: 'max' }
);

/** A container image and how it is started. */
export interface Container {
  readonly image: string | Expr<string>;
  readonly env?: EnvValues;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly options?: string;
  /** `password` is the name of a secret, never its value. */
  readonly credentials?: { readonly username: string | Expr<string>; readonly password: string };
}

/** The labels of a machine. */
export type RunsOn =
  | string
  | readonly string[]
  | Expr<string>
  | Expr<readonly string[]>
  | { readonly group: string; readonly labels?: readonly string[] };

/** The machine of a job. */
export interface PlacementSettings {
  readonly runsOn?: RunsOn;
  readonly env?: EnvValues;
  /** Replaces the setup of the app, unless it contains `setup.inherit()`. */
  readonly setup?: readonly Setup[];
  readonly environment?: {
    readonly name: string | Expr<string>;
    readonly url?: string | Expr<string>;
  };
  readonly container?: string | Container;
  readonly services?: Readonly<Record<string, string | Container>>;
  /** Merged into the generated job as it stands, for what has no name here. */
  readonly raw?: JsonObject;
}
