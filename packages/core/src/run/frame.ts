/** Frames: what the steps of one workflow share, whether it is the run's own or nested in it. @module */

import type { Json, JsonObject } from '../plan/names.ts';
import { folderOfKey, nestedKey } from '../plan/nested-key.ts';
import type { Plan } from '../plan/plan.ts';
import { own } from '../plan/shape.ts';
import { type Frame, internal, type Node, type RunData } from './state.ts';

/** The inputs as the steps see them: defaults filled in, null for what was not given. */
export function frameOf(
  { plan, folder }: Pick<Frame, 'plan' | 'folder'>,
  given: JsonObject,
  parallelism: number,
): Frame {
  const declared = Object.entries(plan.inputs).map(([name, input]): [string, Json] => [
    name,
    own(given, name) ?? input.default ?? null,
  ]);
  const others = Object.entries(given).filter(([name]) => !Object.hasOwn(plan.inputs, name));
  const inputs = Object.fromEntries([...declared, ...others]);
  return { plan, folder, inputs, parallelism, env: undefined };
}

/** How many steps of a plan may run at once: a flow's one after the other unless it says otherwise. */
export function parallelismOf(plan: Plan): number {
  return plan.parallelism ?? (plan.kind === 'flow' ? 1 : Number.POSITIVE_INFINITY);
}

/** The plan that a step nests, and where it stands. */
export function nestedPlan(data: RunData, node: Node): Pick<Frame, 'plan' | 'folder'> {
  const { run } = node.step;
  const { folder } = node.graph.frame;
  if (run.kind !== 'workflow') throw internal(`\`${node.key}\` nests no workflow.`);
  if (run.plan) return { plan: run.plan, folder };
  const key = nestedKey(run, folder) ?? '';
  const hash = own(data.nestedHashes, key);
  const plan = hash === undefined ? undefined : data.lookup?.plan(hash);
  if (!plan) throw internal(`The plan of the nested workflow \`${key}\` is not known.`);
  return { plan, folder: folderOfKey(key) };
}
