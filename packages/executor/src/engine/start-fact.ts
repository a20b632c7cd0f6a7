/** The first fact of a run. @module */
import { type NestedPlans, planHash, type RunId } from '@sluice/core/plan';
import { checkPolicy, type RunFact, type StartRequest } from '@sluice/core/run';
import type { Ports } from '../ports.ts';
import { assertInputs } from './inputs.ts';
import type { PayloadCache } from './payloads.ts';
import { assertRunnable, readNested } from './refusal.ts';

/** What is known of a new run beside the request. */
export interface StartContext {
  readonly cache: PayloadCache;
  readonly inProcess: boolean;
  /** Nested plans that are known already. */
  readonly nested?: NestedPlans | undefined;
  readonly rerunOf?: RunId | undefined;
}

/** Checks everything that can be checked before a run starts, and pins the plans that it nests. */
export async function startFact(
  ports: Ports,
  request: StartRequest,
  { cache, inProcess, nested: known, rerunOf }: StartContext,
): Promise<RunFact> {
  const { runId: run, plan, inputs, event, policy } = request;
  const refused = checkPolicy(policy ?? {});
  if (refused !== undefined) throw refused;
  assertInputs(plan, inputs, event);
  const gathered = known ?? (await readNested(ports, request));
  await assertRunnable(ports, plan, gathered, inProcess);
  const nested: Record<string, string> = {};
  for (const [key, one] of Object.entries(gathered.plans)) {
    nested[key] = await cache.keepPlan(one);
  }
  return {
    type: 'run-started',
    run,
    plan,
    planHash: planHash(plan),
    ...(Object.keys(nested).length > 0 && { nested }),
    ...(ports.tasks.digest !== undefined && { bundleDigest: ports.tasks.digest }),
    inputs,
    ...(event !== undefined && { event }),
    ...(policy !== undefined && { policy }),
    ...(rerunOf !== undefined && { rerunOf }),
  };
}
