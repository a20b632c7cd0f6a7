/** What a task needs on the machine. @module */
import type { PlanSetup } from '../plan/setup.ts';
import type { Expr } from './expr.ts';
import { exprTemplate } from './template.ts';

/** An action of the marketplace, pinned to something. */
export type Action = `${string}/${string}@${string}`;

/**
 * What a task needs on the machine. A no-op locally; generators translate it.
 * A list of setup replaces the one of the app, unless it contains `inherit`. The bootstrap of the app is never dropped.
 */
export type Setup =
  | Exclude<PlanSetup, { kind: 'action' | 'cache' }>
  | (Omit<Extract<PlanSetup, { kind: 'action' }>, 'uses'> & { readonly uses: Action })
  | (Omit<Extract<PlanSetup, { kind: 'cache' }>, 'key'> & { readonly key: string | Expr<string> })
  | { readonly kind: 'inherit' };
/** One kind of {@link Setup}. */
export type SetupOf<Kind extends Setup['kind']> = Extract<Setup, { kind: Kind }>;
/** Setup that inherits from nothing: what an app declares. */
export type BaseSetup = Exclude<Setup, { kind: 'inherit' }>;

/** Makers of {@link Setup}. */
export const setup: {
  checkout(options?: { readonly fetchDepth?: number }): SetupOf<'checkout'>;
  node(version?: string): SetupOf<'tool'>;
  pnpm(version?: string): SetupOf<'tool'>;
  python(version: string): SetupOf<'tool'>;
  uv(version?: string): SetupOf<'tool'>;
  rust(options?: { readonly toolchain?: string }): SetupOf<'tool'>;
  action(
    uses: Action,
    inputs?: Readonly<Record<string, string | number | boolean>>,
  ): SetupOf<'action'>;
  /** A command that prepares the machine. */
  run(command: string): SetupOf<'run'>;
  /** Installs the project's dependencies, from its lock file. */
  install(): SetupOf<'install'>;
  cache(options: {
    readonly path: string | readonly string[];
    readonly key: string | Expr<string>;
  }): SetupOf<'cache'>;
  /** Stands for the setup of the app: what else is in the list comes before or after it. */
  inherit(): SetupOf<'inherit'>;
} = Object.freeze({
  checkout: (options: { readonly fetchDepth?: number } = {}) => ({
    kind: 'checkout' as const,
    ...options,
  }),
  node: (version?: string) => tool('node', version),
  pnpm: (version?: string) => tool('pnpm', version),
  python: (version: string) => tool('python', version),
  uv: (version?: string) => tool('uv', version),
  rust: (options: { readonly toolchain?: string } = {}) => tool('rust', options.toolchain),
  action: (uses: Action, inputs?: Readonly<Record<string, string | number | boolean>>) => ({
    kind: 'action' as const,
    uses,
    ...(inputs !== undefined && { with: inputs }),
  }),
  run: (command: string) => ({ kind: 'run' as const, command }),
  install: () => ({ kind: 'install' as const }),
  cache: (options: {
    readonly path: string | readonly string[];
    readonly key: string | Expr<string>;
  }) => ({
    kind: 'cache' as const,
    ...options,
  }),
  inherit: () => ({ kind: 'inherit' as const }),
});

function tool(name: SetupOf<'tool'>['tool'], version: string | undefined): SetupOf<'tool'> {
  return { kind: 'tool', tool: name, ...(version !== undefined && { version }) };
}

/** A setup as it stands in a plan; `inherit` is for the app to fill in. */
export function toPlanSetup(setup: Exclude<Setup, { kind: 'inherit' }>): PlanSetup {
  return setup.kind === 'cache' ? { ...setup, key: exprTemplate(setup.key) } : setup;
}

/** Setups one after the other, each once. */
export function distinctSetup<S extends Setup>(setups: readonly S[]): readonly S[] {
  const seen = new Map<string, S>();
  for (const each of setups) {
    const key = each.kind === 'cache' ? { ...each, key: exprTemplate(each.key) } : each;
    const text = JSON.stringify(key);
    if (!seen.has(text)) seen.set(text, each);
  }
  return [...seen.values()];
}
