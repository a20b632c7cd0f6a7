/** A typed way to start workflows on any engine. @module */

import type { AnyAutomation, AnyFlow, ParamsOf } from '@sluice/core';
import {
  encodeValue,
  type JsonObject,
  type Plan,
  planHash,
  type RunId,
  runId,
  WorkflowError,
} from '@sluice/core/plan';
import type {
  Decision,
  Engine,
  EventFacts,
  Outcome,
  RunEvent,
  RunPolicy,
  StepKey,
} from '@sluice/core/run';
import { typedOutputs } from './typed-outputs.ts';
import { uniqueId } from './unique-id.ts';

/** A workflow whose inputs and outputs have types. */
export type Runnable = AnyFlow | AnyAutomation;
/** The keys that a caller cannot leave out. */
type RequiredKeys<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? never : K }[keyof T];
/** How a run is started. */
export interface StartOptions {
  readonly runId?: RunId;
  readonly event?: EventFacts;
  /** How the run goes on after a failure, and how much of it runs at once. */
  readonly policy?: RunPolicy;
}
type StartArgs<W extends Runnable> = [RequiredKeys<ParamsOf<W>>] extends [never]
  ? [inputs?: ParamsOf<W>, options?: StartOptions]
  : [inputs: ParamsOf<W>, options?: StartOptions];

/** A run with the types of its workflow. Leaving its scope stops watching, not the run. */
export interface RunHandle<Outputs> extends AsyncDisposable {
  readonly id: RunId;
  /** History, then live, until the run ends or waits for a person: then `outcome` says what is next. */
  events(after?: number, signal?: AbortSignal): AsyncIterable<RunEvent>;
  outcome(signal?: AbortSignal): Promise<Outcome<Outputs>>;
  answer(step: StepKey, decision: Decision): Promise<'recorded' | 'already-decided'>;
  cancel(by: string, reason?: string): Promise<void>;
}

/** Starts and finds runs, with types. */
export interface Runner {
  readonly engine: Engine;
  /** Checks the inputs against the schema, plans, and starts. */
  readonly start: <W extends Runnable>(
    workflow: W,
    ...args: StartArgs<W>
  ) => Promise<RunHandle<W['outputs']>>;
  /** A run that was started before. Another workflow than that of the run is `PLAN_CHANGED`. */
  readonly find: <W extends Runnable>(workflow: W, run: RunId) => Promise<RunHandle<W['outputs']>>;
}

/** A typed facade over any engine. */
export function runner(engine: Engine): Runner {
  return {
    engine,
    async start(workflow, ...[inputs, options]) {
      const plan = workflow.plan();
      const given = await checkedInputs(workflow, inputs ?? {});
      const run = options?.runId ?? runId(`${workflow.name}-${uniqueId()}`);
      await engine.start({
        runId: run,
        plan,
        inputs: given,
        ...(options?.event !== undefined && { event: options.event }),
        ...(options?.policy !== undefined && { policy: options.policy }),
      });
      return handleOf(engine, run, plan);
    },
    async find(workflow, run) {
      const seen = await engine.get(run);
      const plan = workflow.plan();
      if (seen.planHash !== planHash(plan)) {
        throw new WorkflowError(
          'PLAN_CHANGED',
          `The run \`${run}\` was started from another plan than \`${workflow.name}\` has now.`,
          { hint: `It ran \`${seen.workflow}\`. Start a new run.` },
        );
      }
      return handleOf(engine, run, plan);
    },
  };
}

async function checkedInputs(workflow: Runnable, inputs: object): Promise<JsonObject> {
  const parsed = await workflow.inputs.safeParseAsync(inputs);
  const known = Object.keys(workflow.inputs.shape as object);
  const unknown = Object.keys(inputs).filter((name) => !known.includes(name));
  const diagnostics = [
    ...(parsed.success ? [] : parsed.error.issues).map((issue) => ({
      code: 'INPUT_INVALID' as const,
      severity: 'error' as const,
      message: `\`${issue.path.map(String).join('.')}\`: ${issue.message}`,
      path: [
        'inputs',
        ...issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
      ],
    })),
    ...unknown.map((name) => ({
      code: 'INPUT_INVALID' as const,
      severity: 'error' as const,
      message: `\`${workflow.name}\` has no input \`${name}\`.`,
      path: ['inputs', name],
    })),
  ];
  if (diagnostics.length > 0) {
    throw new WorkflowError(
      'INPUT_INVALID',
      `The inputs of \`${workflow.name}\` do not fit:\n${diagnostics.map((one) => one.message).join('\n')}`,
      { diagnostics },
    );
  }
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, encodeValue(value)]));
}

function handleOf<Outputs>(engine: Engine, run: RunId, plan: Plan): RunHandle<Outputs> {
  const left = new AbortController();
  const until = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? left.signal : AbortSignal.any([left.signal, signal]);
  return {
    id: run,
    events: (after, signal) => eventsUntilOutcome(engine, run, after ?? 0, until(signal)),
    // The outputs have the types of the workflow, which its plan was made from.
    async outcome(signal) {
      const outcome = await engine.outcome(run, until(signal));
      if (outcome.status !== 'completed') return outcome;
      const outputs = typedOutputs(plan, outcome.outputs as JsonObject);
      return { ...outcome, outputs: outputs as Outputs };
    },
    answer: (step, decision) => engine.answer(run, step, decision),
    cancel: (by, reason) => engine.cancel(run, by, reason),
    async [Symbol.asyncDispose]() {
      left.abort(
        new WorkflowError('RUN_INTERRUPTED', `Nobody watches the run \`${run}\` any more.`),
      );
    },
  };
}

async function* eventsUntilOutcome(
  engine: Engine,
  run: RunId,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const enough = new AbortController();
  const both = AbortSignal.any([signal, enough.signal]);
  let last = after;
  let end: number | undefined;
  const waiting = engine
    .outcome(run, both)
    .then(async (outcome) => {
      if (outcome.status !== 'waiting') return;
      end = (await engine.get(run)).seq;
      if (last >= end) enough.abort();
    })
    .catch(() => undefined);
  try {
    for await (const event of engine.events(run, after, both)) {
      last = event.seq;
      yield event;
      if (end !== undefined && last >= end) return;
    }
  } finally {
    enough.abort();
    await waiting;
  }
}
