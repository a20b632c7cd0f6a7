/** The state as people and programs see it. @module */
import { decide } from './decide.ts';
import type { OpenGate } from './events.ts';
import { payloadValue } from './scope.ts';
import { dataOf, type Graph, internal, type Node, type RunData, type RunState } from './state.ts';
import type { RunStatus, RunView, StepStatus, StepView } from './views.ts';

/** The state of a run as people and programs see it. Throws `INTERNAL` before the run has started. */
export function view(state: RunState): RunView {
  const data = dataOf(state);
  const { plan, root } = data;
  if (!plan || !root) throw internal('The run has not started.');
  const gates = [...data.openGates].map((gate) => openGate(data, gate));
  const status = statusOf(state, data);
  return {
    run: data.run,
    workflow: plan.name,
    kind: plan.kind,
    planHash: data.planHash,
    status,
    startedAt: data.startedAt,
    ...(data.finishedAt !== undefined && { finishedAt: data.finishedAt }),
    inputs: data.inputs,
    ...(Object.keys(data.policy).length > 0 && { policy: data.policy }),
    ...(data.rerunOf !== undefined && { rerunOf: data.rerunOf }),
    steps: stepsOf(data, root),
    gates,
    ...(data.warnings.length > 0 && { warnings: data.warnings }),
    ...(data.outcome && { outcome: data.outcome }),
    ...(status === 'waiting' && { outcome: { status, gates } }),
    seq: data.seq,
  };
}

function statusOf(state: RunState, data: RunData): RunStatus {
  if (data.outcome) return data.outcome.status;
  if (data.cancel) return 'cancelling';
  if (data.paused) return 'paused';
  const idle = data.openGates.size > 0 && data.inFlight === 0 && data.acquired;
  return idle && decide(state).every(waitsForOthers) ? 'waiting' : 'running';
}

function waitsForOthers(command: { readonly type: string }): boolean {
  return command.type === 'acquire-concurrency';
}

function openGate(data: RunData, node: Node): OpenGate {
  const { gate } = node;
  if (!gate) throw internal(`The gate \`${node.key}\` is not open.`);
  const timer = node.timer === undefined ? undefined : data.timers.get(node.timer);
  return {
    step: node.key,
    review: payloadValue(data, gate.review),
    reviewHash: gate.reviewHash,
    acceptors: gate.acceptors,
    ...(timer && { deadlineAt: timer.fireAt }),
  };
}

/** The steps of a graph, each with its earlier rounds before it. */
function stepsOf(data: RunData, graph: Graph): StepView[] {
  const views: StepView[] = [];
  for (const node of graph.nodes.values()) {
    for (let round = 1; round < node.round; round++) {
      const key =
        round === 1 ? graph.prefix + node.step.id : `${graph.prefix}${node.step.id}@${round}`;
      const earlier = data.nodes.get(key);
      if (earlier) views.push(stepView(data, earlier));
    }
    views.push(stepView(data, node));
  }
  return views;
}

function stepView(data: RunData, node: Node): StepView {
  const children = childrenOf(data, node);
  return {
    step: node.key,
    name: node.step.name ?? node.step.id,
    status: stepStatus(node),
    attempt: node.attempt,
    ...(node.startedAt !== undefined && { startedAt: node.startedAt }),
    ...(node.finishedAt !== undefined && { finishedAt: node.finishedAt }),
    ...(node.status === 'retrying' && node.retryAt !== undefined && { retryAt: node.retryAt }),
    ...(node.outputs && { outputs: node.outputs }),
    ...(node.artifacts && { artifacts: Object.keys(node.artifacts) }),
    ...(node.error && { error: node.error }),
    ...(node.skipped && { skipped: node.skipped }),
    ...(children && { children }),
  };
}

function stepStatus(node: Node): StepStatus {
  switch (node.status) {
    case 'open':
      return 'running';
    case 'due':
      return 'retrying';
    case 'rejected':
      return 'failure';
    default:
      return node.status;
  }
}

function childrenOf(data: RunData, node: Node): readonly StepView[] | undefined {
  if (node.legs) return node.legs.map((leg) => stepView(data, leg));
  if (node.nested) return stepsOf(data, node.nested);
  if (node.turns) return node.turns.flatMap((turn) => (turn ? stepsOf(data, turn) : []));
  return undefined;
}
