/** Runs a plan here and shows it. @module */

import { type JsonObject, type Plan, runId, workflowOutputSchema } from '@sluice/core/plan';
import type {
  ArtifactStore,
  Engine,
  EventFacts,
  LogLine,
  Outcome,
  RunEvent,
} from '@sluice/core/run';
import { uniqueId } from '@sluice/executor';
import type { CliContext } from '../context.ts';
import type { ExplainedStep } from '../explain/explained-step.ts';
import { openDesk } from '../gate/decide-gate.ts';
import { gatesOf } from '../gate/gates-of.ts';
import { settle } from '../gate/settle.ts';
import { isInteractive } from '../interactive.ts';
import type { EventLineOptions } from '../view/event-line.ts';
import { githubTexts } from '../view/github.ts';
import { runTable } from '../view/run-table.ts';
import { createTurnNames, KEYS_AS_THEY_ARE, type TurnNames } from '../view/turn-names.ts';
import { chooseReporter, isGithub } from './choose-reporter.ts';
import { chromeTrace } from './chrome-trace.ts';
import { writeGithubOutput } from './github-output.ts';
import { githubSummary } from './github-summary.ts';
import { printOutputs } from './outputs-text.ts';
import { reportFile } from './report-file.ts';
import type { Reporter } from './reporter.ts';
import { runSummary } from './run-summary.ts';
import { skipNote } from './skip-note.ts';
import { watchRun } from './watch.ts';

/** What to run. */
export interface Execution {
  readonly plan: Plan;
  readonly inputs: JsonObject;
  readonly event: EventFacts;
  /** What is known of its steps before it runs. */
  readonly steps: readonly ExplainedStep[];
  /** What the plan nests by path is relative to this. */
  readonly folder: string;
  /** A sentence for a run that did not end: how there is another one. */
  readonly again: string;
  readonly artifacts: ArtifactStore;
  /** Stops and resumes what the steps have started; without it they are in this process. */
  readonly stoppable: Stoppable | undefined;
  /** Makes the engine; it calls back with the lines that steps write. */
  readonly engine: (onLines: (step: string, lines: readonly LogLine[]) => void) => Engine;
}

/** What stops together with this process. */
export interface Stoppable {
  stop(): void;
  resume(stoodMs: number): void;
}

/** Starts the run, shows it until it ends, and gives the exit code. */
export async function execute(run: Execution, context: CliContext): Promise<number> {
  const { plan, steps, inputs, event } = run;
  const { io, flags } = context;
  const place = (flag: string, path: string | undefined) =>
    path === undefined ? undefined : reportFile(flag, path, io.cwd);
  const summaryFile = place('--summary-file', flags.summaryFile);
  const profile = place('--profile', flags.profile);
  const history: RunEvent[] = [];
  const summary = githubSummary(io.env);
  const gates = gatesOf(steps);
  // Nowhere without gates, or without a terminal.
  const desk = gates.length > 0 && isInteractive(io) ? await openDesk(context) : undefined;
  const id = runId(`${plan.name}-${uniqueId().slice(0, 8)}`);
  const note: EventLineOptions['skipNote'] = (step, reason) => skipNote(step, reason, steps);
  // In a workspace a step can be run by its key, so that it is shown.
  const names = flags.json || flags.workspace !== undefined ? KEYS_AS_THEY_ARE : createTurnNames();
  const reporter = chooseReporter(context, {
    skipNote: note,
    view: async () => names.view(await engine.get(id)),
    cursor: run.stoppable === undefined ? 'visible' : 'hidden',
  });
  const engine = run.engine((step, lines) => {
    for (const line of lines) {
      summary?.log(line);
      reporter.log(names.name(step), line);
    }
  });

  let interrupted: 'SIGINT' | 'SIGTERM' | undefined;
  const stopListening = io.onInterrupt((signal) => {
    if (interrupted !== undefined) {
      reporter.abandon?.();
      if (!flags.json) io.stderr.write(`Stopped at once. ${run.again}\n`);
      io.exit(signal === 'SIGINT' ? 130 : 143);
    } else {
      interrupted = signal;
      void engine.cancel(id, 'you', signal).catch(() => undefined);
    }
  });
  const stopHearing = hearStops(run.stoppable, reporter, io);
  const isBusyHere = run.stoppable === undefined && io.stderr.isTTY === true;
  const stopListeningBeside = isBusyHere ? io.listenBeside?.() : undefined;
  try {
    await engine.open();
    await engine.start({
      runId: id,
      plan,
      inputs,
      event,
      folder: run.folder,
      policy: {
        continue: flags.continue,
        ...(flags.concurrency !== undefined && { maxParallel: flags.concurrency }),
      },
    });
    if (interrupted !== undefined) await engine.cancel(id, 'you', interrupted);
    const watch = watchRun(engine, id, (happened) => {
      if (profile !== undefined) history.push(happened);
      reporter.event(names.event(happened));
    });
    const outcome = await settle({ engine, run: id, gates, watch, reporter, desk, names });
    const view = await engine.get(id);
    const shown = names.view(view);
    reporter.end(shown);
    if (!flags.json) {
      const text = isGithub(io.env) ? githubTexts : (words: string) => words;
      if (outcome.status === 'completed')
        io.stdout.write(text(printOutputs(outcome.outputs, io.stdout)));
      else io.stderr.write(text(`${endWords(outcome, run.again, names)}\n`));
    }
    const code = exitCode(outcome, interrupted);
    if (outcome.status === 'completed') {
      await writeGithubOutput(io.env, {
        outputs: outcome.outputs,
        schema: (name) => workflowOutputSchema(plan, name),
        run: id,
        step: view.steps.length === 1 ? view.steps[0] : undefined,
        artifacts: run.artifacts,
      });
    }
    // What is one step there is one here, and has its result already.
    const isTableWanted = isGithub(io.env) && view.steps.length > 1;
    await summary?.write(isTableWanted ? runTable(shown, note) : '');
    await summaryFile?.write(runSummary(view, outcome, code));
    await profile?.write(chromeTrace(history));
    return code;
  } finally {
    stopListening();
    stopHearing();
    stopListeningBeside?.();
    desk?.lines.close();
    reporter.abandon?.();
    await engine.close({ drainMs: 0 });
  }
}

/**
 * Ctrl-Z stops the processes of the steps as it stops those of a shell, and gives the terminal back. Code of a task in this
 * process must stop wherever it is, a command that it waits for without an event loop, for example: it is not asked.
 */
function hearStops(
  stoppable: Stoppable | undefined,
  reporter: Reporter,
  { onStop, stderr }: CliContext['io'],
): () => void {
  if (onStop === undefined) return () => undefined;
  if (stoppable === undefined) {
    return stderr.isTTY === true ? onStop({ after: () => reporter.leave?.() }) : () => undefined;
  }
  return onStop({
    before() {
      reporter.suspend?.();
      stoppable.stop();
    },
    after(stoodMs) {
      stoppable.resume(stoodMs);
      reporter.resume?.();
    },
  });
}

function endWords(
  outcome: Exclude<Outcome, { status: 'completed' }>,
  again: string,
  { name }: TurnNames,
): string {
  switch (outcome.status) {
    case 'failed':
      return `The run failed at \`${name(outcome.step)}\`.`;
    case 'cancelled':
      return `The run was cancelled${outcome.reason === undefined ? '' : ` (${outcome.reason})`}. ${again}`;
    case 'waiting':
      return `Nobody answered ${outcome.gates.map((gate) => `\`${name(gate.step)}\``).join(', ')}, and the run ends with this process. ${again}`;
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
