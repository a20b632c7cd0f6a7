/** Workers that follow a script, and count. @module */
import { type Json, type JsonObject, type PlanStep, WorkflowError } from '@sluice/core/plan';
import type { StepKey } from '@sluice/core/run';

/** One execution, as a script sees it. */
export interface ScriptedAttempt {
  readonly step: StepKey;
  /** From 1. */
  readonly attempt: number;
  readonly definition: PlanStep;
  readonly inputs: Json;
  readonly env: Readonly<Record<string, string>>;
}

/** How an execution ends: with outputs, or with an error. */
export type ScriptedEnd = JsonObject | Error;

/** What a step does: always the same, or as a function of the attempt, which may also throw. */
export type ScriptedStep =
  | ScriptedEnd
  | ((attempt: ScriptedAttempt) => ScriptedEnd | undefined | Promise<ScriptedEnd | undefined>);

/** What steps do, by key (`test[os=linux]`), by id or by the name of the task; the first that matches. */
export type WorkerScript = Readonly<Record<string, ScriptedStep>>;

/** A worker of a {@link WorkerScript}. */
export interface ScriptedWorker {
  /** Executes an attempt. A step that is not in the script succeeds without outputs. */
  run(attempt: ScriptedAttempt): Promise<JsonObject>;
  /** All executions, in order. */
  readonly executions: readonly ScriptedAttempt[];
  /** How often each step was executed, by key. A step that is not in it was not. */
  readonly ledger: Readonly<Record<string, number>>;
}

/** A worker that does what the script says. */
export function createScriptedWorker(script: WorkerScript = {}): ScriptedWorker {
  const executions: ScriptedAttempt[] = [];
  const ledger: Record<string, number> = {};
  return {
    executions,
    ledger,
    async run(attempt) {
      executions.push(attempt);
      ledger[attempt.step] = (ledger[attempt.step] ?? 0) + 1;
      const { run, id } = attempt.definition;
      const names = [attempt.step, id, run.kind === 'task' ? run.task : id];
      const name = names.find((each) => Object.hasOwn(script, each));
      const scripted = name === undefined ? {} : script[name];
      const end = typeof scripted === 'function' ? await scripted(attempt) : scripted;
      // An error may come from another realm; nothing else in a script has a message and a stack.
      if (end instanceof Error || WorkflowError.is(end)) throw end;
      return (end ?? {}) as JsonObject;
    },
  };
}
