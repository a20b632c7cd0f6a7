/**
 * Which context and which function may be used where.
 *
 * The table is GitHub's, in our words: `steps` stands for `needs` (in a flow also for `steps`), `run` for facts that
 * GitHub keeps in `github`, and `documents`, `rework` and `each` become outputs of earlier jobs or legs of a matrix.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability
 * @module
 */

import { isStatusFunction } from './functions.ts';
import type { ContextName, FunctionName } from './node.ts';

/** Where a step stands: in a flow, in an automation (a job), or in the body of an iteration. */
export type Layout = 'flow-step' | 'job' | 'body';

/** What kind of text is asked about. */
export type ExpressionKey =
  | 'when'
  | 'env'
  | 'input'
  | 'command'
  | 'prompt'
  | 'continueOnError'
  | 'review'
  | 'matrix'
  | 'over'
  | 'placement'
  | 'concurrency'
  | 'containerEnv'
  | 'environmentUrl'
  | 'output'
  | 'workflowEnv'
  | 'workflowConcurrency';

/** Evaluated before there is a machine. On GitHub these belong to a job, or to the workflow. */
const GIVEN = ['inputs', 'github', 'run', 'vars'] as const;
/** What earlier steps have left behind. */
const EARLIER = ['steps', 'documents', 'rework', 'each'] as const;

interface Availability {
  /** For every layout. */
  readonly contexts: readonly ContextName[];
  /** Added in a layout. */
  readonly more?: Readonly<Partial<Record<Layout, readonly ContextName[]>>>;
  /** `success()`, `failure()`, `cancelled()`, `always()`. */
  readonly status?: true;
  /** The layouts where `hashFiles` has files to read: those keys are evaluated on the machine, after the checkout. */
  readonly hashFiles?: readonly Layout[];
}

const EVERYWHERE: readonly Layout[] = ['flow-step', 'job', 'body'];

/** The one table. */
const AVAILABLE: Readonly<Record<ExpressionKey, Availability>> = {
  // ── a step ────────────────────────────────────────────────────────────────────────────────────────────────────
  // jobs.<id>.if: github, needs, vars, inputs. It is evaluated before the matrix, so `matrix` is not there.
  when: { contexts: [...GIVEN, ...EARLIER], more: { 'flow-step': ['env'] }, status: true },
  // jobs.<id>.steps.env: everything, and the only place for secrets.
  env: { contexts: [...GIVEN, ...EARLIER, 'matrix', 'env', 'secrets'], hashFiles: EVERYWHERE },
  // jobs.<id>.steps.with and run: as env; secrets travel by the environment only.
  input: { contexts: [...GIVEN, ...EARLIER, 'matrix', 'env'], hashFiles: EVERYWHERE },
  command: { contexts: [...GIVEN, ...EARLIER, 'matrix', 'env'], hashFiles: EVERYWHERE },
  prompt: { contexts: [...GIVEN, ...EARLIER, 'matrix', 'env'], hashFiles: EVERYWHERE },
  // jobs.<id>.steps.continue-on-error has env; jobs.<id>.continue-on-error has not.
  continueOnError: { contexts: [...GIVEN, ...EARLIER, 'matrix'], more: { 'flow-step': ['env'] } },
  // A gate is a job with an environment: no machine, no matrix.
  review: { contexts: [...GIVEN, ...EARLIER] },
  // jobs.<id>.strategy: github, needs, vars, inputs. The same for the list of an iteration.
  matrix: { contexts: [...GIVEN, ...EARLIER] },
  over: { contexts: [...GIVEN, ...EARLIER] },
  // ── the machine of a job ──────────────────────────────────────────────────────────────────────────────────────
  // jobs.<id>.runs-on, container, environment, concurrency: github, needs, strategy, matrix, vars, inputs.
  placement: { contexts: [...GIVEN, ...EARLIER, 'matrix'] },
  concurrency: { contexts: [...GIVEN, ...EARLIER, 'matrix'] },
  // jobs.<id>.container.env, services.<id>.env and environment.url: env as well. Secrets stay in steps.
  containerEnv: { contexts: [...GIVEN, ...EARLIER, 'matrix', 'env'] },
  environmentUrl: { contexts: [...GIVEN, ...EARLIER, 'matrix', 'env'] },
  // ── the workflow ──────────────────────────────────────────────────────────────────────────────────────────────
  // on.workflow_call.outputs.<id>.value: github, jobs, vars, inputs; and what the body of an iteration hands out.
  output: { contexts: [...GIVEN, ...EARLIER] },
  // env and concurrency of the workflow: github, inputs, vars.
  workflowEnv: { contexts: GIVEN },
  workflowConcurrency: { contexts: GIVEN },
};

/** The keys of the table, for messages and tests. */
export const EXPRESSION_KEYS: readonly ExpressionKey[] = Object.keys(AVAILABLE) as ExpressionKey[];

/** The contexts that an expression at a key may start with, in the order of the table. */
export function contextsAt(key: ExpressionKey, layout: Layout): readonly ContextName[] {
  const { contexts, more } = AVAILABLE[key];
  return [...contexts, ...(more?.[layout] ?? [])];
}

/** True if an expression at a key may mention a context. */
export function contextAllowed(context: ContextName, key: ExpressionKey, layout: Layout): boolean {
  return contextsAt(key, layout).includes(context);
}

/** True if an expression at a key may call a function. */
export function functionAllowed(name: FunctionName, key: ExpressionKey, layout: Layout): boolean {
  const { status, hashFiles } = AVAILABLE[key];
  if (isStatusFunction(name)) return status === true;
  return name !== 'hashFiles' || hashFiles?.includes(layout) === true;
}
