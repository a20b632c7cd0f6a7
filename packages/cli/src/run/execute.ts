/** Runs a plan here and shows it. @module */
import { randomUUID } from 'node:crypto';
import { type JsonObject, type Plan, runId } from '@sluice/core/plan';
import type {
  Engine,
  EventFacts,
  LogLine,
  Outcome,
  RunEvent,
  RunView,
  StepKey,
} from '@sluice/core/run';
import type { CliContext } from '../context.ts';
import { createLiveReporter } from '../view/live.ts';
import { createNdjsonReporter } from '../view/ndjson.ts';
import { createPlainReporter } from '../view/plain.ts';
import { printSummary } from '../view/summary.ts';
import { explain } from './explain.ts';
import { printOutputs } from './outputs-text.ts';
import type { Reporter } from './reporter.ts';
import { skipNote } from './skip-note.ts';

/** How many lines of a log are kept for the end of the run. */
const KEPT_LINES = 500;

/** What to run. */
export interface Execution {
  readonly plan: Plan;
  readonly inputs: JsonObject;
  readonly event: EventFacts;
  readonly engine: Engine;
}

/** Starts the run, shows it until it ends, and gives the exit code. */
export async function execute(run: Execution, context: CliContext): Promise<number> {
  const { engine, plan } = run;
  const { io, flags } = context;
  const explained = explain(plan, run.inputs, run.event);
  const note = (step: {
    readonly step: string;
    readonly skipped?: Parameters<typeof skipNote>[1];
  }): string => skipNote(step.step, step.skipped, explained);
  const live = isLive(context);
  const reporter = createReporter(context, live, note);
  const logs = new Map<string, string[]>();
  const id = runId(`${plan.name}-${randomUUID().slice(0, 8)}`);

  let interrupted: 'SIGINT' | 'SIGTERM' | undefined;
  const stopListening = io.onInterrupt((signal) => {
    if (interrupted !== undefined) io.exit(signal === 'SIGINT' ? 130 : 143);
    else {
      interrupted = signal;
      void engine.cancel(id, 'you', signal).catch(() => undefined);
    }
  });
  try {
    await engine.open();
    await engine.start({ runId: id, plan, inputs: run.inputs, event: run.event });
    const stop = new AbortController();
    const following: Promise<void>[] = [];
    const onLine = (step: string, line: LogLine): void => {
      const lines = logs.get(step) ?? [];
      lines.push(line.text);
      if (lines.length > KEPT_LINES) lines.shift();
      logs.set(step, lines);
      reporter.log(step, line);
    };
    const watched = watch(engine, id, reporter, stop.signal, (step, attempt) => {
      following.push(
        follow(engine, { run: id, step, attempt }, stop.signal, (line) => onLine(step, line)),
      );
    });
    const outcome = await engine.outcome(id);
    if (outcome.status === 'waiting') stop.abort();
    await watched;
    // A log ends with its attempt; one of an attempt that never ended must not hold the command.
    await Promise.race([Promise.allSettled(following), engine.close({ drainMs: 0 })]);
    await Promise.allSettled(following);
    const view = await engine.get(id);
    reporter.end(view);
    if (!flags.json) {
      const lines = printSummary(view, {
        style: context.style,
        columns: Math.min(io.stderr.columns ?? 80, 120),
        logs: (step) => logs.get(step) ?? [],
      });
      io.stderr.write(`${lines.join('\n')}\n`);
      if (outcome.status === 'completed') io.stdout.write(printOutputs(outcome.outputs));
      else io.stderr.write(`${endWords(outcome, view)}\n`);
    }
    return exitCode(outcome, interrupted);
  } finally {
    stopListening();
    await engine.close({ drainMs: 0 });
  }
}

function isLive({ io, flags }: CliContext): boolean {
  return (
    !flags.json &&
    flags.logOrder === 'auto' &&
    io.stderr.isTTY === true &&
    !io.env['CI'] &&
    io.env['TERM'] !== 'dumb'
  );
}

function createReporter(
  context: CliContext,
  live: boolean,
  note: Parameters<typeof createLiveReporter>[0]['skipNote'],
): Reporter {
  const { io, flags, style } = context;
  if (flags.json) return createNdjsonReporter(io.stdout);
  if (live) return createLiveReporter({ output: io.stderr, style, skipNote: note });
  const order = flags.logOrder === 'auto' ? (io.env['CI'] ? 'grouped' : 'stream') : flags.logOrder;
  return createPlainReporter({ output: io.stderr, style, order, skipNote: note });
}

async function watch(
  engine: Engine,
  id: RunView['run'],
  reporter: Reporter,
  signal: AbortSignal,
  onStart: (step: StepKey, attempt: number) => void,
): Promise<void> {
  try {
    for await (const event of engine.events(id, 0, signal)) {
      if (event.type === 'step-started') onStart(event.step, event.attempt);
      reporter.event(event, await engine.get(id));
      if (isLast(event)) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function isLast(event: RunEvent): boolean {
  return event.type === 'run-finished';
}

async function follow(
  engine: Engine,
  ref: Parameters<Engine['logs']>[0],
  signal: AbortSignal,
  onLine: (line: LogLine) => void,
): Promise<void> {
  try {
    for await (const line of engine.logs(ref, 0, signal)) onLine(line);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function endWords(outcome: Exclude<Outcome, { status: 'completed' }>, view: RunView): string {
  switch (outcome.status) {
    case 'failed':
      return `The run failed at \`${outcome.step}\`.`;
    case 'cancelled':
      return `The run was cancelled${outcome.reason === undefined ? '' : ` (${outcome.reason})`}.`;
    case 'waiting':
      return `The run ${view.run} waits for an answer at ${outcome.gates.map((gate) => `\`${gate.step}\``).join(', ')}.`;
  }
}

function exitCode(outcome: Outcome, interrupted: 'SIGINT' | 'SIGTERM' | undefined): number {
  if (interrupted !== undefined) return interrupted === 'SIGINT' ? 130 : 143;
  switch (outcome.status) {
    case 'completed':
      return 0;
    case 'failed':
    case 'cancelled':
      return 1;
    case 'waiting':
      return 3;
  }
}
