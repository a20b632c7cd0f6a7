/** A small engine for tests: it appends the facts of commands, and a script says how attempts end. */

import type { Json, JsonObject } from '../src/plan/names.ts';
import type { Plan, PlanStep } from '../src/plan/plan.ts';
import {
  type Command,
  commandFacts,
  createRunState,
  decide,
  evolve,
  type Payload,
  type PayloadLookup,
  type RunEvent,
  type RunFact,
  type RunState,
  retryDelayMs,
  type StepKey,
  view,
} from '../src/run/index.ts';

export type Result = { outputs: JsonObject } | { fail: string } | { timeout: true } | 'hold';
export type Worker = (attempt: {
  step: string;
  attempt: number;
  inputs: Json;
  env: Readonly<Record<string, string>>;
  path?: readonly string[];
}) => Result;

export function plan(steps: readonly PlanStep[], rest: Partial<Plan> = {}): Plan {
  return {
    irVersion: 1,
    kind: 'automation',
    name: 'p',
    inputs: {},
    outputs: {},
    on: [],
    steps,
    ...rest,
  };
}
/** A task step. */
export function step(
  id: string,
  needs: readonly string[] = [],
  rest: Partial<PlanStep> = {},
): PlanStep {
  return { id, needs, run: { kind: 'task', task: id, inputs: {} }, ...rest };
}

export class Drive {
  state: RunState;
  readonly history: RunEvent[] = [];
  readonly executed: string[] = [];
  now = 1000;
  readonly worker: Worker;

  constructor(worker: Worker = () => ({ outputs: {} }), lookup?: PayloadLookup) {
    this.state = createRunState(lookup);
    this.worker = worker;
  }

  start(
    workflow: Plan,
    inputs: JsonObject = {},
    more: Partial<Extract<RunFact, { type: 'run-started' }>> = {},
  ): this {
    this.append({
      type: 'run-started',
      run: 'r1' as never,
      plan: workflow,
      planHash: 'h',
      inputs,
      ...more,
    });
    return this;
  }

  append(...facts: readonly RunFact[]): this {
    for (const fact of facts) {
      const event = { ...fact, seq: this.history.length + 1, at: this.now } as RunEvent;
      this.history.push(event);
      this.state = evolve(this.state, event);
    }
    return this;
  }

  commands(): string[] {
    return decide(this.state).map(commandText);
  }

  /** Carries out commands until there are none, or only ones that need somebody else. */
  run(limit = 100_000): this {
    for (let round = 0; round < limit; round++) {
      const commands = decide(this.state).filter(
        (command) => command.type !== 'acquire-concurrency',
      );
      if (commands.length === 0) return this;
      for (const command of commands) this.carryOut(command);
    }
    throw new Error('The run does not come to rest.');
  }

  carryOut(command: Command): void {
    this.append(...commandFacts(command, this.now));
    if (command.type === 'schedule-step' && command.definition.run.kind !== 'workflow') {
      const { attempt, inputs, env, path } = command;
      this.append({
        type: 'step-started',
        step: command.step,
        attempt,
        worker: 'w',
        token: `t${this.history.length}` as never,
      });
      this.executed.push(attempt === 1 ? command.step : `${command.step}#${attempt}`);
      const given = { step: command.step, attempt, inputs, env, ...(path && { path }) };
      this.end(command.step, attempt, this.worker(given));
    }
  }

  end(step: string, attempt: number, result: Result): this {
    if (result === 'hold') return this;
    const key = step as StepKey;
    if ('outputs' in result) {
      return this.append({
        type: 'step-completed',
        step: key,
        attempt,
        outputs: { value: result.outputs },
        artifacts: {},
      });
    }
    const delay = retryDelayMs(this.state, key);
    const retry = delay === undefined ? {} : { retryAt: this.now + delay };
    return 'timeout' in result
      ? this.append({ type: 'step-timed-out', step: key, attempt, ...retry })
      : this.append({
          type: 'step-failed',
          step: key,
          attempt,
          error: { code: 'TASK_FAILED', message: result.fail },
          ...retry,
        });
  }

  answer(gate: string, accepted: boolean, comment?: string): this {
    const open = view(this.state).gates.find((each) => each.step === gate);
    if (!open) throw new Error(`${gate} is not open`);
    return this.append({
      type: 'gate-answered',
      step: open.step,
      decision: {
        decisionId: 'd',
        accepted,
        by: 'ana',
        reviewHash: open.reviewHash,
        ...(comment !== undefined && { comment }),
      },
    });
  }

  fire(timer: string): this {
    return this.append({ type: 'timer-fired', timer });
  }

  /** `build success`, `test skipped need-failed`, … of every step, children too. */
  results(): Record<string, string> {
    const found: Record<string, string> = {};
    const walk = (steps: ReturnType<typeof view>['steps']): void => {
      for (const each of steps) {
        found[each.step] = each.skipped ? `${each.status} ${each.skipped}` : each.status;
        walk(each.children ?? []);
      }
    };
    walk(view(this.state).steps);
    return found;
  }

  outcome(): ReturnType<typeof view>['outcome'] {
    return view(this.state).outcome;
  }

  outputs(step: string): Json | undefined {
    let payload: Payload | undefined;
    const walk = (steps: ReturnType<typeof view>['steps']): void => {
      for (const each of steps) {
        if (each.step === step) payload = each.outputs;
        walk(each.children ?? []);
      }
    };
    walk(view(this.state).steps);
    return payload?.value;
  }
}

export function commandText(command: Command): string {
  if (command.type === 'finish-run') return `finish-run ${command.outcome.status}`;
  if (command.type === 'acquire-concurrency')
    return `acquire-concurrency ${command.group}${command.step ? ` ${command.step}` : ''}`;
  const reason = 'reason' in command ? ` ${command.reason}` : '';
  return `${command.type} ${command.step}${reason}`;
}
