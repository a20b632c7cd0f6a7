/** Setup, as it stands in a plan: `inherit` is gone, expressions are text. @module */
import type { Template } from './plan.ts';

/** What a machine needs before a step can run. A no-op locally; generators translate it. */
export type PlanSetup =
  | { readonly kind: 'checkout'; readonly fetchDepth?: number }
  | {
      readonly kind: 'tool';
      readonly tool: 'node' | 'pnpm' | 'python' | 'uv' | 'rust';
      readonly version?: string;
    }
  | {
      readonly kind: 'action';
      readonly uses: string;
      readonly with?: Readonly<Record<string, string | number | boolean>>;
    }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'install' }
  | { readonly kind: 'cache'; readonly path: string | readonly string[]; readonly key: Template };
