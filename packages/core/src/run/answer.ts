/** Answers to gates: what a decision does, and the rounds of a rework. @module */
import type { Json } from '../plan/names.ts';
import type { Decision, RunFact } from './events.ts';
import { createNode } from './open-graph.ts';
import { arrive, settle, touch } from './settle.ts';
import { internal, isSettled, type Node, type RunData } from './state.ts';

/** Takes the decision. The first one counts. */
export function answerGate(data: RunData, node: Node, decision: Decision, at: number): void {
  if (node.step.run.kind !== 'gate') throw internal(`\`${node.key}\` is no gate.`);
  if (isSettled(node) || node.status === 'rejected') return;
  if (node.status !== 'waiting') throw internal(`The gate \`${node.key}\` is not open.`);
  node.decision = decision;
  node.lastEventAt = at;
  const outputs: Record<string, Json> = {
    accepted: decision.accepted,
    comment: decision.comment ?? null,
    decidedBy: decision.by,
    decidedAt: new Date(at).toISOString(),
  };
  node.outputs = { value: outputs };
  const { onReject } = node.step.run;
  if (decision.accepted || onReject === 'continue') return settle(data, node, 'success', at);
  if (onReject === 'skip') {
    node.skipped = 'gate-rejected';
    return settle(data, node, 'skipped', at);
  }
  if (onReject === 'fail') {
    node.error = rejection(node, decision);
    return settle(data, node, 'failure', at);
  }
  data.openGates.delete(node);
  node.status = 'rejected';
  touch(data, node);
}

function rejection(node: Node, decision: Decision): NonNullable<Node['error']> {
  if (decision.by === 'deadline') {
    return { code: 'GATE_EXPIRED', message: `Nobody answered the gate \`${node.key}\` in time.` };
  }
  const comment = decision.comment ? `: ${decision.comment}` : '.';
  return {
    code: 'GATE_REJECTED',
    message: `\`${decision.by}\` rejected the gate \`${node.key}\`${comment}`,
  };
}

/** The deadline has passed: the decision that the plan names is recorded, in the name of the deadline. */
export function fireDeadline(data: RunData, node: Node, at: number): void {
  const { run } = node.step;
  if (run.kind !== 'gate' || !run.deadline || !node.gate) return;
  answerGate(
    data,
    node,
    {
      decisionId: `deadline:${node.key}`,
      accepted: run.deadline.decision === 'accept',
      by: 'deadline',
      reviewHash: node.gate.reviewHash,
    },
    at,
  );
}

/** Opens the next round: new nodes for the named steps, with the comment. The old ones stay in the history. */
export function openRework(
  data: RunData,
  gate: Node,
  event: Extract<RunFact, { readonly type: 'rework-opened' }>,
): void {
  if (gate.status !== 'rejected') throw internal(`The gate \`${gate.key}\` asked for no rework.`);
  const { graph } = gate;
  const named = new Set<string>(event.steps);
  const suffix = `@${event.round}`;
  const ids = new Set<string>();
  for (const key of named) {
    if (!key.startsWith(graph.prefix) || !key.endsWith(suffix)) {
      throw internal(`\`${key}\` is no step of round ${event.round} of \`${gate.key}\`.`);
    }
    ids.add(key.slice(graph.prefix.length, -suffix.length));
  }
  const comment = gate.decision?.comment ?? null;
  data.touched.delete(gate);
  data.offered.delete(gate);
  gate.offer = undefined;
  gate.finishedAt = gate.lastEventAt;
  for (const id of ids) {
    const old = graph.nodes.get(id);
    if (!old) throw internal(`The run has no step \`${graph.prefix}${id}\`.`);
    const waiting = [...new Set(old.step.needs)].filter((need) => ids.has(need)).length;
    const node = createNode(
      data,
      graph,
      old.step,
      [...old.order.slice(0, graph.order.length + 1)],
      {
        waiting,
        round: event.round,
        reworkComment: comment,
      },
    );
    node.announced = old.announced;
    node.reworks = old === gate ? gate.reworks + 1 : old.reworks;
    if (graph.firstFailure === old) graph.firstFailure = undefined;
    if (old !== gate) graph.unsettled++;
    graph.nodes.set(id, node);
    if (waiting === 0) arrive(data, node);
  }
}
