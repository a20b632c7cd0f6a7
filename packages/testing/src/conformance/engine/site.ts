/** A place for one case of the engine suite: a folder, steps that leave traces in it, and ways to wait for them. @module */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plan, type PlanStep, type RunId, runId } from '@sluice/core/plan';
import type { Engine, LogLine, Outcome, RunEvent, StepKey } from '@sluice/core/run';

/** Where the steps of a case leave traces. Every step is a shell command: any engine that runs on this machine has those. */
export interface EngineSite {
  readonly run: RunId;
  /** A step that writes its id into the ledger, and then whatever else is said. */
  step(id: string, more?: Partial<PlanStep> & { readonly command?: string }): PlanStep;
  /** A step that says `in`, and then waits for {@link release}. */
  hold(id: string, more?: Partial<PlanStep>): PlanStep;
  gate(id: string, more?: Partial<PlanStep>): PlanStep;
  plan(steps: readonly PlanStep[], more?: Partial<Plan>): Plan;
  /** Lets every step that waits go on. */
  release(): Promise<void>;
  /** One line per execution. */
  ledger(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** Makes a site in a temporary folder. */
export async function createEngineSite(name: string): Promise<EngineSite> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-conformance-'));
  const ledger = join(folder, 'ledger');
  const go = join(folder, 'go');
  await appendFile(ledger, '');
  const step: EngineSite['step'] = (id, { command = '', ...more } = {}) => ({
    id,
    run: {
      kind: 'shell',
      command: `echo ${id} >> "$LEDGER"\n${command}`,
      env: { LEDGER: ledger, GO: go },
    },
    ...more,
  });
  return {
    run: runId(
      `conformance-${name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .slice(0, 60)}`,
    ),
    step,
    hold: (id, more) =>
      step(id, { ...more, command: 'echo in; until [ -e "$GO" ]; do sleep 0.02; done' }),
    gate: (id, more) => ({
      id,
      run: { kind: 'gate', review: `review of ${id}`, acceptors: ['ann'], onReject: 'fail' },
      ...more,
    }),
    plan: (steps, more) => ({
      irVersion: 1,
      kind: 'flow',
      name: 'conformance',
      inputs: {},
      outputs: {},
      on: [],
      parallelism: 8,
      steps,
      ...more,
    }),
    release: () => writeFile(go, ''),
    async ledger() {
      return (await readFile(ledger, 'utf8')).split('\n').filter((line) => line !== '');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The first event of a run that fits; rejects when the run ends without one. */
export async function eventOf(
  engine: Engine,
  run: RunId,
  fits: (event: RunEvent) => boolean,
): Promise<RunEvent> {
  for await (const event of engine.events(run)) if (fits(event)) return event;
  throw new Error(`The run \`${run}\` ended without the event.`);
}

/** Waits until the first attempt of a step has written a line. */
export async function lineOf(engine: Engine, run: RunId, step: string): Promise<LogLine> {
  await eventOf(engine, run, (one) => one.type === 'step-started' && one.step === step);
  const enough = new AbortController();
  const ref = { run, step: step as StepKey, attempt: 1 };
  try {
    for await (const line of engine.logs(ref, 0, enough.signal)) return line;
  } finally {
    enough.abort();
  }
  throw new Error(`The step \`${step}\` wrote nothing.`);
}

/** The outcome of a run that waits for a person; any other rejects. */
export async function waiting(
  engine: Engine,
  run: RunId,
): Promise<Extract<Outcome, { status: 'waiting' }>> {
  const outcome = await engine.outcome(run);
  if (outcome.status === 'waiting') return outcome;
  throw new Error(`The run \`${run}\` does not wait: it is ${outcome.status}.`);
}
