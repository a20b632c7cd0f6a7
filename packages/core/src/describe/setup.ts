/** What a task needs on the machine. @module */
import type { Expr } from './expr.ts';

/** An action of the marketplace, pinned to something. */
export type Action = `${string}/${string}@${string}`;

/**
 * What a task needs on the machine. A no-op locally; generators translate it.
 * A list of setup replaces the one of the app, unless it contains `inherit`. The bootstrap of the app is never dropped.
 */
export type Setup =
  | { readonly kind: 'checkout'; readonly fetchDepth?: number }
  | {
      readonly kind: 'tool';
      readonly tool: 'node' | 'pnpm' | 'python' | 'uv' | 'rust';
      readonly version?: string;
    }
  | {
      readonly kind: 'action';
      readonly uses: Action;
      readonly with?: Readonly<Record<string, string | number | boolean>>;
    }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'install' }
  | {
      readonly kind: 'cache';
      readonly path: string | readonly string[];
      readonly key: string | Expr<string>;
    }
  | { readonly kind: 'inherit' };
/** One kind of {@link Setup}. */
export type SetupOf<Kind extends Setup['kind']> = Extract<Setup, { kind: Kind }>;
/** Setup that inherits from nothing: what an app declares. */
export type BaseSetup = Exclude<Setup, { kind: 'inherit' }>;
