/** `--step`: runs one step of a workspace, and shows it. @module */
import { stepOutputSchema, WorkflowError } from '@sluice/core/plan';
import { runStep, type StepEnd, type StepRequest } from '@sluice/executor';
import type { CliContext } from '../context.ts';
import { explainSteps } from '../explain/explained-step.ts';
import { decideGate, type NamedDesk, openDesk, sayDecided } from '../gate/decide-gate.ts';
import { gateAt, gatesOf } from '../gate/gates-of.ts';
import { isInteractive } from '../interactive.ts';
import { problemsOf } from '../problem.ts';
import { chooseReporter, isGithub } from '../run/choose-reporter.ts';
import { writeGithubOutput } from '../run/github-output.ts';
import { printOutputs } from '../run/outputs-text.ts';
import { skipNote } from '../run/skip-note.ts';
import { stripControl } from '../text/display-width.ts';
import { printProblems } from '../text/problem-text.ts';
import { githubTexts } from '../view/github.ts';
import { paintStatus, statusSymbol } from '../view/symbol.ts';
import { nextWords } from './gate-next.ts';
import type { WorkspaceRun, WorkspaceTools } from './in-workspace.ts';

/** Runs the step that a text names. Exit code: 0 done or skipped, 1 failed, 3 a gate that waits. */
export async function oneStep(
  name: string,
  { plan, event, nested }: WorkspaceRun,
  { workspace, ports, options }: WorkspaceTools,
  context: CliContext,
): Promise<number> {
  const { io, flags, style } = context;
  const params = await workspace.run.params();
  const explained = explainSteps(plan, { inputs: params?.params ?? {}, event, nested });
  // One step has no tree; its lines come as they are written.
  const streamed: CliContext = { ...context, flags: { ...flags, logOrder: 'stream' } };
  const reporter = chooseReporter(streamed, {
    skipNote: (step, reason) => skipNote(step, reason, explained),
    view: () => Promise.reject(new Error('Plain lines need no view.')),
  });
  const gates = gatesOf(explained);
  let desk: NamedDesk | undefined;
  let isSkipTold = false;
  let sentBack: readonly string[] = [];
  const askGate: StepRequest['askGate'] =
    gates.length === 0 || !isInteractive(io)
      ? undefined
      : async (gate, signal) => {
          desk ??= await openDesk(context);
          const decision = await decideGate(gate, gateAt(gate.step, gates), desk, signal);
          if (decision !== undefined) sayDecided(decision, desk);
          return decision;
        };
  const stop = new AbortController();
  let interrupted: 'SIGINT' | 'SIGTERM' | undefined;
  const stopListening = io.onInterrupt((signal) => {
    if (interrupted !== undefined) return io.exit(codeOf(signal));
    interrupted = signal;
    stop.abort();
  });
  try {
    const end = await runStep(
      ports((step, lines) => {
        for (const line of lines) reporter.log(step, line);
      }),
      {
        workspace,
        plan,
        step: name,
        maxParallel: flags.concurrency,
        endurance: { attempts: flags.retry, backoffMs: flags.backoff, timeoutMs: flags.timeout },
        signal: stop.signal,
        askGate,
        onEvent: (happened) => {
          if (happened.type === 'rework-opened') sentBack = happened.steps;
          isSkipTold ||= happened.type === 'step-skipped';
          reporter.event(happened);
        },
        onAbandoned: ({ step, worker }) => {
          if (flags.json) return;
          const words = `counts as failed: the process that ran it is gone (${worker}).`;
          io.stderr.write(`${style.yellow('!')} ${style.bold(step)} ${words}\n`);
        },
      },
      options,
    );
    if (end.step.status === 'skipped' && !isSkipTold && !flags.json) {
      // It was decided when another step ran.
      const why = skipNote(end.step.step, end.step.skipped, explained);
      const symbol = paintStatus('skipped', style)(statusSymbol('skipped', 0, style));
      io.stderr.write(`${symbol} ${style.bold(end.step.step)} skipped: ${stripControl(why)}\n`);
    }
    if (end.step.status !== 'success') reporter.end({ ...end.run, steps: [end.step] });
    else if (!flags.json) {
      const text = isGithub(io.env) ? githubTexts : (words: string) => words;
      io.stdout.write(text(printOutputs(end.outputs, io.stdout)));
    }
    if (end.step.status === 'success') {
      const definition = plan.steps.find(({ id }) => id === end.step.step);
      await writeGithubOutput(io.env, {
        outputs: end.outputs,
        schema: (output) => definition && stepOutputSchema(definition, output),
        run: end.run.run,
        step: end.step,
        artifacts: workspace.artifacts,
      });
    }
    if (!flags.json) {
      const next = nextWords(end, sentBack, plan, desk);
      if (next !== undefined) io.stderr.write(`${next}\n`);
    }
    return interrupted === undefined ? exitCode(end) : codeOf(interrupted);
  } catch (error) {
    // A need that failed is no mistake of whoever asks.
    if (!WorkflowError.is(error, 'STEP_NEED_FAILED')) throw error;
    io.stderr.write(printProblems(problemsOf(error), { cwd: io.cwd, style }));
    return 1;
  } finally {
    stopListening();
    desk?.lines.close();
    reporter.abandon?.();
  }
}

function codeOf(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGINT' ? 130 : 143;
}

function exitCode({ step }: StepEnd): number {
  switch (step.status) {
    case 'success':
    case 'skipped':
      return 0;
    case 'waiting':
      return 3;
    default:
      return 1;
  }
}
