/**
 * The graph of steps. Every function is linear in steps and needs, never recursive, and takes graphs as they come:
 * a need that names no step is passed over (validation reports it), of two steps with one id the first counts.
 * @module
 */
import { WorkflowError } from './errors.ts';

/** A vertex: an id, and the ids of the steps it waits for. */
export interface GraphStep {
  readonly id: string;
  readonly needs?: readonly string[] | undefined;
}

/** The most cycles that {@link findCycles} tells. */
const MAX_CYCLES = 20;

/**
 * The ids in an order in which every step comes after its needs. Stable: steps that already stand in such an order keep it.
 * @throws `GRAPH_CYCLE` with the cycle as a path.
 */
export function orderSteps(steps: readonly GraphStep[]): string[] {
  const { order, cycles } = walk(steps, 1);
  const cycle = cycles[0];
  if (cycle !== undefined) {
    throw new WorkflowError('GRAPH_CYCLE', `The steps wait for each other: ${printCycle(cycle)}.`, {
      hint: 'Remove one of these needs.',
    });
  }
  return order;
}

/**
 * The ids by level: first the steps without needs, then those that need only these, and so on.
 * Within a level in declaration order.
 * @throws `GRAPH_CYCLE` with the cycle as a path.
 */
export function levels(steps: readonly GraphStep[]): string[][] {
  const byId = index(steps);
  const depth = new Map<string, number>();
  for (const id of orderSteps(steps)) {
    let level = 0;
    for (const need of byId.get(id)?.needs ?? []) {
      const below = depth.get(need);
      if (below !== undefined && below >= level) level = below + 1;
    }
    depth.set(id, level);
  }
  const result: string[][] = [];
  for (const id of byId.keys()) {
    const level = depth.get(id)!;
    while (result.length <= level) result.push([]);
    result[level]!.push(id);
  }
  return result;
}

/** The ids of all steps that a step waits for, directly or through others. Never the step itself, unless it is on a cycle. */
export function ancestors(steps: readonly GraphStep[], id: string): ReadonlySet<string> {
  const byId = index(steps);
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const need of byId.get(next)?.needs ?? []) {
      if (found.has(need) || !byId.has(need)) continue;
      found.add(need);
      open.push(need);
    }
  }
  return found;
}

/** For every step the ids of the steps that need it directly, in declaration order. */
export function dependents(steps: readonly GraphStep[]): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  for (const id of index(steps).keys()) result.set(id, []);
  for (const [id, step] of index(steps)) {
    for (const need of new Set(step.needs ?? [])) result.get(need)?.push(id);
  }
  return result;
}

/** A cycle as a path whose last id is its first: `['a', 'b', 'a']` when `a` needs `b` and `b` needs `a`. */
export function findCycle(steps: readonly GraphStep[]): string[] | undefined {
  return walk(steps, 1).cycles[0];
}

/** One cycle for every need that closes one, at most {@link MAX_CYCLES}: without these needs there would be none. */
export function findCycles(steps: readonly GraphStep[]): string[][] {
  return walk(steps, MAX_CYCLES).cycles;
}

/** A cycle for people: `a -> b -> a`, the middle left out when it is long. */
export function printCycle(cycle: readonly string[]): string {
  const shown = cycle.length > 12 ? [...cycle.slice(0, 6), '…', ...cycle.slice(-5)] : cycle;
  return shown.map((id) => (id === '…' ? id : `\`${id}\``)).join(' -> ');
}

function index(steps: readonly GraphStep[]): Map<string, GraphStep> {
  const byId = new Map<string, GraphStep>();
  for (const step of steps) if (!byId.has(step.id)) byId.set(step.id, step);
  return byId;
}

/**
 * Depth first, with a stack of its own: the order of completion, and the path of every edge that leads back into the stack.
 * It works on places in the list: names are looked up once per need.
 */
function walk(
  steps: readonly GraphStep[],
  limit: number,
): { readonly order: string[]; readonly cycles: string[][] } {
  const places = new Map<string, number>();
  for (const [at, step] of steps.entries()) if (!places.has(step.id)) places.set(step.id, at);
  const entered = new Uint8Array(steps.length);
  /** How deep in the stack a step stands, from 1; 0 where it has not been entered or has been left. */
  const depths = new Uint32Array(steps.length);
  const nextNeed = new Uint32Array(steps.length);
  const stack: number[] = [];
  const order: string[] = [];
  const cycles: string[][] = [];
  const enter = (at: number): void => {
    entered[at] = 1;
    depths[at] = stack.push(at);
  };
  for (const [root, { id }] of steps.entries()) {
    if (entered[root] === 1 || places.get(id) !== root) continue;
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const step = steps[top]!;
      const need = step.needs?.[nextNeed[top]!++];
      if (need === undefined) {
        stack.pop();
        depths[top] = 0;
        order.push(step.id);
        continue;
      }
      const at = places.get(need);
      if (at === undefined) continue;
      if (entered[at] === 0) enter(at);
      else if (depths[at] !== 0 && cycles.length < limit) {
        cycles.push([...stack.slice(depths[at]! - 1).map((place) => steps[place]!.id), need]);
      }
    }
  }
  return { order, cycles };
}
