/**
 * A run without an engine: the run model folded over a memory store, a script for a worker, time that jumps to the
 * next timer. For tests of workflows (which steps ran, how often, with which inputs) and of the model's promises.
 * @module
 */
import {
  type ErrorFacts,
  encodeValue,
  type JsonObject,
  type Plan,
  planHash,
  type RunId,
  runId,
  WorkflowError,
} from '@sluice/core/plan';
import {
  acceptAnswer,
  type Command,
  checkOutputs,
  commandFacts,
  createRunState,
  decide,
  type EventFacts,
  evolve,
  type FencingToken,
  needsWorker,
  type OpenGate,
  openAttempts,
  openTimers,
  type PayloadLookup,
  type RunEvent,
  type RunFact,
  type RunStore,
  type RunView,
  retryDelayMs,
  type StepKey,
  view,
} from '@sluice/core/run';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryRunStore } from './memory-run-store.ts';
import {
  createScriptedWorker,
  type ScriptedAttempt,
  type WorkerScript,
} from './scripted-worker.ts';

/** A person's answer in a script: accepted or not, or more about it. */
export type ScriptedAnswer =
  | boolean
  | {
      readonly accepted: boolean;
      readonly by?: string | undefined;
      readonly role?: string | undefined;
      readonly comment?: string | undefined;
    };

/** What {@link driveRun} can be given. */
export interface DriveOptions {
  readonly inputs?: JsonObject | undefined;
  readonly event?: EventFacts | undefined;
  readonly script?: WorkerScript | undefined;
  /** Answers by the gate's key or id, one after the other. A gate without one waits. */
  readonly answers?:
    | Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>
    | undefined;
  readonly clock?: ManualClock | undefined;
  /** A store that has the run already: the run goes on, its open attempts are lost. */
  readonly store?: RunStore | undefined;
  readonly run?: RunId | undefined;
  readonly lookup?: PayloadLookup | undefined;
  /** Deadlines of gates that nobody answers pass. */
  readonly passDeadlines?: boolean | undefined;
  /** Stops dead, as a crash would, before the history gets longer than this. */
  readonly crashAfter?: number | undefined;
}

/** What came of it. */
export interface DrivenRun {
  readonly events: readonly RunEvent[];
  /** Every command that was carried out, in order. */
  readonly commands: readonly Command[];
  readonly view: RunView;
  /** How often each step was executed, by key. */
  readonly ledger: Readonly<Record<string, number>>;
  readonly executions: readonly ScriptedAttempt[];
  readonly store: RunStore;
  readonly crashed: boolean;
}

class Crash extends Error {}

/** Drives a run until it ends or waits for an answer that the script does not have. Executes one attempt at a time. */
export async function driveRun(plan: Plan, options: DriveOptions = {}): Promise<DrivenRun> {
  const clock = options.clock ?? createManualClock();
  const store = options.store ?? createMemoryRunStore({ clock, lookup: options.lookup });
  const run = options.run ?? runId('run-1');
  const worker = createScriptedWorker(options.script);
  const answered = new Map<string, number>();
  const events: RunEvent[] = [];
  const commands: Command[] = [];
  const running: ScriptedAttempt[] = [];
  let state = createRunState(options.lookup);

  const append = async (...facts: readonly RunFact[]): Promise<void> => {
    if (facts.length === 0) return;
    if (events.length + facts.length > (options.crashAfter ?? Number.POSITIVE_INFINITY))
      throw new Crash();
    const written = await store.append(run, events.length, facts);
    if (written === false)
      throw new WorkflowError('INTERNAL', `Somebody else writes to \`${run}\`.`);
    for (const event of written) {
      events.push(event);
      state = evolve(state, event);
    }
  };

  const carryOut = async (command: Command): Promise<void> => {
    commands.push(command);
    if (command.type === 'acquire-concurrency') {
      const { group, step } = command;
      return await append({
        type: 'concurrency-acquired',
        group,
        ...(step !== undefined && { step }),
      });
    }
    const facts = commandFacts(command, clock.now());
    if (command.type !== 'schedule-step' || !needsWorker(command.definition))
      return await append(...facts);
    const { step, attempt, definition, inputs, env } = command;
    const token = `${events.length}` as FencingToken;
    await append(...facts, { type: 'step-started', step, attempt, worker: 'script', token });
    running.push({ step, attempt, definition, inputs, env });
  };

  const execute = async (job: ScriptedAttempt): Promise<void> => {
    const { step, attempt } = job;
    let error: ErrorFacts | undefined;
    let outputs: JsonObject = {};
    try {
      // The copy also refuses what a process could not have handed over.
      outputs = encodeValue(await worker.run(job)) as JsonObject;
      error = checkOutputs(state, step, outputs);
    } catch (thrown) {
      error = errorFacts(thrown);
    }
    if (error === undefined) {
      await append({
        type: 'step-completed',
        step,
        attempt,
        outputs: { value: outputs },
        artifacts: {},
      });
      return;
    }
    const delay = retryDelayMs(state, step);
    const retry = delay === undefined ? {} : { retryAt: clock.now() + delay };
    await append({ type: 'step-failed', step, attempt, error, ...retry });
  };

  const answer = async (): Promise<boolean> => {
    for (const gate of view(state).gates) {
      const given = takeAnswer(options.answers ?? {}, gate, answered);
      if (given === undefined) continue;
      const decision = {
        decisionId: `${gate.step}-${events.length}`,
        ...given,
        reviewHash: gate.reviewHash,
      };
      const refused = acceptAnswer(state, gate.step, decision);
      if (refused) throw refused;
      await append({ type: 'gate-answered', step: gate.step, decision });
      return true;
    }
    return false;
  };

  const fireNext = async (): Promise<boolean> => {
    const gates = new Set(view(state).gates.map((gate) => gate.step));
    const due = openTimers(state)
      .filter((each) => options.passDeadlines === true || !gates.has(each.step))
      .sort((a, b) => a.fireAt - b.fireAt);
    if (due[0] === undefined) return false;
    await clock.advance(Math.max(0, due[0].fireAt - clock.now()));
    await append({ type: 'timer-fired', timer: due[0].timer });
    return true;
  };

  const turn = async (): Promise<boolean> => {
    const next = decide(state);
    for (const command of next) await carryOut(command);
    if (next.length > 0) return true;
    const job = running.shift();
    if (job === undefined) return (await answer()) || (await fireNext());
    if (isOpen(openAttempts(state), job)) await execute(job);
    return true;
  };

  let crashed = false;
  try {
    for await (const event of store.read(run)) {
      events.push(event);
      state = evolve(state, event);
    }
    for (const { step, attempt } of openAttempts(state)) {
      // Nested workflows and the like have no worker that could be lost.
      const started = events.some(
        (each) => each.type === 'step-started' && each.step === step && each.attempt === attempt,
      );
      if (started) await append({ type: 'attempt-lost', step, attempt, worker: 'script' });
    }
    if (events.length === 0) {
      const { inputs = {}, event } = options;
      const hash = planHash(plan);
      await append({
        type: 'run-started',
        run,
        plan,
        planHash: hash,
        inputs,
        ...(event !== undefined && { event }),
      });
    }
    while (await turn());
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    crashed = true;
  }
  const { ledger, executions } = worker;
  return { events, commands, view: view(state), ledger, executions, store, crashed };
}

function isOpen(
  open: readonly { readonly step: StepKey; readonly attempt: number }[],
  job: ScriptedAttempt,
): boolean {
  return open.some((each) => each.step === job.step && each.attempt === job.attempt);
}

function errorFacts(thrown: unknown): ErrorFacts {
  if (WorkflowError.is(thrown)) {
    const { code, message, hint } = thrown;
    return { code, message, ...(hint !== undefined && { hint }) };
  }
  return {
    code: 'TASK_FAILED',
    message: thrown instanceof Error ? thrown.message : String(thrown),
  };
}

function takeAnswer(
  answers: NonNullable<DriveOptions['answers']>,
  gate: OpenGate,
  answered: Map<string, number>,
): { accepted: boolean; by: string; role?: string; comment?: string } | undefined {
  // `release/approve[os=linux]@2` is also found as `approve`.
  const id = gate.step
    .split('/')
    .at(-1)!
    .replace(/[@[].*$/, '');
  const name = [gate.step, id].find((each) => Object.hasOwn(answers, each));
  if (name === undefined) return undefined;
  const list = [answers[name]!].flat() as readonly ScriptedAnswer[];
  const at = answered.get(name) ?? 0;
  // A single answer holds for every opening of the gate, a list is used up.
  const given = Array.isArray(answers[name]) ? list[at] : list[0];
  if (given === undefined) return undefined;
  answered.set(name, at + 1);
  const { accepted, by, role, comment } =
    typeof given === 'boolean' ? ({ accepted: given } as Exclude<ScriptedAnswer, boolean>) : given;
  const first = gate.acceptors[0] ?? 'somebody';
  const asRole = first.startsWith('role:') ? first.slice('role:'.length) : undefined;
  const actingAs = role ?? (by === undefined ? asRole : undefined);
  return {
    accepted,
    by: by ?? (asRole === undefined ? first : 'somebody'),
    ...(actingAs !== undefined && { role: actingAs }),
    ...(comment !== undefined && { comment }),
  };
}
