/**
 * What the expressions of a step can see. Everything is made when it is asked for: most expressions look at one value.
 * @module
 */
import type { EvaluationScope } from '../plan/expression/evaluate.ts';
import { evaluateTemplate, resolveTemplates } from '../plan/expression/evaluate.ts';
import { hasExpression } from '../plan/expression/template.ts';
import type { Json, JsonObject } from '../plan/names.ts';
import { own } from '../plan/shape.ts';
import type { EventFacts, Payload } from './events.ts';
import { exportsFor } from './exports.ts';
import { type Graph, internal, isMatrix, isSettled, type Node, type RunData } from './state.ts';

/** The value of a payload, from the event itself or from the look-up. */
export function payloadValue(data: RunData, payload: Payload | undefined): Json {
  if (!payload) return null;
  if (payload.blob === undefined) return payload.value;
  if (!data.lookup)
    throw internal(`The payload \`${payload.blob}\` is asked for, and there is no look-up.`);
  return data.lookup.payload(payload.blob);
}

/** The outputs of a step by name. The outputs of a step that did not run are empty. */
export function outputsOf(data: RunData, node: Node): JsonObject {
  const value = payloadValue(data, node.outputs);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

/** Whether a step's conditions see a run that is being cancelled. */
export function isStopped(node: Node): boolean {
  return node.graph.stopped !== undefined || node.leg?.parent.stopped !== undefined;
}

/** The scope of a step, without its environment. */
export function nodeScope(data: RunData, node: Node): EvaluationScope {
  const cancelled = isStopped(node);
  return {
    values: contexts(data, node.graph, node),
    status: {
      success: !node.ancestorMissed && !cancelled,
      failure: node.ancestorFailed,
      cancelled,
    },
  };
}

/** The scope of the outputs of a graph: of a workflow, or of one turn. */
export function graphScope(data: RunData, graph: Graph): EvaluationScope {
  return { values: contexts(data, graph, undefined) };
}

function contexts(data: RunData, graph: Graph, node: Node | undefined): EvaluationScope['values'] {
  return {
    get inputs() {
      return graph.frame.inputs;
    },
    get steps() {
      return stepsContext(data, graph, node);
    },
    get matrix() {
      return node?.leg?.values ?? {};
    },
    get each() {
      return eachContext(data, graph);
    },
    get documents() {
      return documentsContext(data, graph);
    },
    get rework() {
      return { comment: node?.reworkComment ?? node?.leg?.parent.reworkComment ?? null };
    },
    get github() {
      return data.event ? githubContext(data.event, data) : {};
    },
    get run() {
      return {
        id: data.run,
        workflow: data.plan?.name ?? '',
        attempt: data.event?.runAttempt ?? 1,
      };
    },
    get vars() {
      return data.vars;
    },
    get env() {
      const env = frameEnv(data, graph);
      return node ? { ...env, ...exportsFor(node).env } : env;
    },
  };
}

/** The environment of the workflow: it sees inputs, facts and variables only. */
export function frameEnv(data: RunData, graph: Graph): Readonly<Record<string, Json>> {
  const { frame } = graph;
  if (frame.env === undefined) {
    const env = frame.plan.env ?? {};
    if (!Object.values(env).some(hasExpression)) frame.env = env;
    else {
      const values = {
        inputs: frame.inputs,
        github: data.event ? githubContext(data.event, data) : {},
        vars: data.vars,
      };
      frame.env = Object.fromEntries(
        Object.entries(env).map(([name, text]) => [name, evaluateTemplate(text, { values })]),
      );
    }
  }
  return frame.env;
}

/** Steps that have ended, by id: of this graph, and for a turn of the graphs around it. */
function stepsContext(data: RunData, graph: Graph, node: Node | undefined): object {
  const views = new Map<string, unknown>();
  const viewOf = (id: string): unknown => {
    if (views.has(id)) return views.get(id);
    const found = findStep(graph, id, node);
    const view = found && isSettled(found) ? stepView(data, found) : undefined;
    views.set(id, view);
    return view;
  };
  const ids = (): string[] => (node ? [...new Set(node.step.needs)] : [...graph.nodes.keys()]);
  return new Proxy(Object.create(null) as object, {
    get: (_, id) => (typeof id === 'string' ? viewOf(id) : undefined),
    has: (_, id) => typeof id === 'string' && viewOf(id) !== undefined,
    ownKeys: () => ids().filter((id) => viewOf(id) !== undefined),
    getOwnPropertyDescriptor: (_, id) => {
      const value = typeof id === 'string' ? viewOf(id) : undefined;
      return value === undefined
        ? undefined
        : { value, enumerable: true, configurable: true, writable: true };
    },
  });
}

/** A step that comes before: what else has ended by now depends on who was faster, so it is not seen. */
function findStep(graph: Graph, id: string, from: Node | undefined): Node | undefined {
  let reader = from;
  for (let at: Graph | undefined = graph; at; at = at.turn ? at.owner?.graph : undefined) {
    const node = at.nodes.get(id);
    if (node) return reader === undefined || comesBefore(at, id, reader) ? node : undefined;
    reader = at.owner;
  }
  return undefined;
}

function comesBefore(graph: Graph, id: string, reader: Node): boolean {
  const ancestors = new Set(reader.step.needs);
  if (ancestors.has(id)) return true;
  for (const ancestor of ancestors) {
    for (const need of graph.nodes.get(ancestor)?.step.needs ?? []) {
      if (need === id) return true;
      ancestors.add(need);
    }
  }
  return false;
}

function stepView(data: RunData, node: Node): object {
  return {
    result: resultOf(node),
    get outputs() {
      // A matrix that failed has handed on nothing, but how its legs ended is known.
      return isMatrix(node) && node.outputs === undefined
        ? { results: (node.legs ?? []).map(({ status }) => status) }
        : outputsOf(data, node);
    },
    get artifacts() {
      return artifactsOf(node);
    },
  };
}

/** What other steps see: a failure that is tolerated is a success (GitHub's `needs.<job>.result`, actions/runner#1161). */
function resultOf({ status, tolerated }: Node): string {
  return status === 'failure' && tolerated ? 'success' : status;
}

/** A matrix step's artifacts are lists in the order of its legs, as its outputs are. */
function artifactsOf(node: Node): JsonObject {
  if (!isMatrix(node)) return node.artifacts ?? {};
  const names = new Set((node.legs ?? []).flatMap((leg) => Object.keys(leg.artifacts ?? {})));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      (node.legs ?? []).map((leg) => own(leg.artifacts ?? {}, name) ?? null),
    ]),
  );
}

function eachContext(data: RunData, graph: Graph): object {
  const loops = Object.create(null) as Record<string, unknown>;
  for (let at: Graph | undefined = graph; at?.turn; at = at.owner?.graph) {
    const { owner, turn } = at;
    if (!owner) break;
    loops[turn.loop] ??= {
      index: turn.index,
      get item() {
        return itemsOf(data, owner)[turn.index] ?? null;
      },
      get key() {
        return turnKey(data, owner, turn.index, turn.segment);
      },
    };
  }
  return loops;
}

/** The key as the body sees it: the text of the key field, or the turn's own name. */
function turnKey(data: RunData, each: Node, index: number, segment: string): string {
  const { run } = each.step;
  const item =
    run.kind === 'each' && run.key !== undefined ? itemsOf(data, each)[index] : undefined;
  if (run.kind !== 'each' || run.key === undefined || typeof item !== 'object' || item === null) {
    return segment;
  }
  return String((item as JsonObject)[run.key]);
}

/** The list of an iteration. Its needs have ended, so it is the same each time. */
export function itemsOf(data: RunData, each: Node): readonly Json[] {
  if (each.items === undefined) {
    const { run } = each.step;
    if (run.kind !== 'each') throw internal(`\`${each.key}\` is no iteration.`);
    const list = resolveTemplates(run.over, nodeScope(data, each));
    each.items = Array.isArray(list) ? (list as readonly Json[]) : [];
  }
  return each.items;
}

function documentsContext(data: RunData, graph: Graph): object {
  const documents: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (let at: Graph | undefined = graph; at; at = at.turn ? at.owner?.graph : undefined) {
    for (const [name, stored] of at.documents) {
      if (name in documents) continue;
      Object.defineProperty(documents, name, {
        enumerable: true,
        get: () => own(payloadValue(data, stored.payload) as JsonObject, stored.output) ?? null,
      });
    }
  }
  return documents;
}

/** The facts of the event, in GitHub's words. */
export function githubContext(
  event: EventFacts,
  run: { readonly run: string; readonly plan: { readonly name: string } | undefined },
): JsonObject {
  return {
    event_name: event.name,
    event: event.payload,
    workflow: run.plan?.name ?? '',
    run_id: run.run,
    run_number: event.runNumber,
    run_attempt: event.runAttempt,
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: event.refType,
    sha: event.sha,
    actor: event.actor,
    repository: event.repository,
    repository_owner: event.repository.split('/')[0] ?? '',
    server_url: event.serverUrl,
    base_ref: event.baseRef ?? '',
    head_ref: event.headRef ?? '',
  };
}
