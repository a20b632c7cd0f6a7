/** A run as plain lines: for pipes, files and CI. @module */
import type { RunView, StepView } from '@sluice/core/run';
import type { CliOutput } from '../io.ts';
import type { Reporter } from '../run/reporter.ts';
import { stripControl } from '../text/display-width.ts';
import { printDuration } from '../text/duration.ts';
import type { Style } from '../text/style.ts';
import { githubGroup } from './github.ts';
import { paintStatus, statusSymbol } from './symbol.ts';
import { readable } from './tree.ts';

/** How plain lines are laid out. */
export interface PlainOptions {
  readonly output: CliOutput;
  readonly style: Style;
  /** Logs as they come, or under their step when it has ended. */
  readonly order: 'stream' | 'grouped';
  /** Grouped logs become groups of GitHub's log. */
  readonly github?: boolean;
  readonly skipNote: (step: StepView) => string;
}

/** One line for each start, end and skip; logs behind the name of their step. */
export function createPlainReporter(options: PlainOptions): Reporter {
  const { output, style, order } = options;
  const held = new Map<string, string[]>();
  const say = (line: string): void => void output.write(`${line}\n`);
  const flush = (step: string): void => {
    for (const line of held.get(step) ?? []) say(line);
    held.delete(step);
  };
  const ended = (step: StepView): void => {
    const lines = held.get(step.step);
    if (options.github === true && lines !== undefined) {
      held.set(step.step, [...githubGroup(`Log of ${readable(step.step)}`, lines)]);
    }
    flush(step.step);
    const symbol = paintStatus(step.status, style)(statusSymbol(step.status, 0));
    const name = style.bold(readable(step.step));
    if (step.status === 'skipped') {
      say(`${symbol} ${name} skipped: ${options.skipNote(step)}`);
      return;
    }
    const time = took(step);
    const note =
      step.status === 'failure' && step.error
        ? `: ${stripControl(step.error.message.split('\n', 1)[0]!)}`
        : '';
    const word =
      step.status === 'success' ? '' : step.status === 'failure' ? ' failed' : ` ${step.status}`;
    say(`${symbol} ${name}${word}${time}${note}`);
  };
  return {
    event(event, view) {
      switch (event.type) {
        case 'step-started':
          return say(
            `${style.cyan('>')} ${style.bold(readable(event.step))}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}`,
          );
        case 'step-completed':
        case 'step-skipped':
        case 'step-cancelled':
        case 'step-failed':
        case 'step-timed-out': {
          const step = findStep(view.steps, event.step);
          if (step !== undefined) ended(step);
          return;
        }
        case 'gate-opened':
          return say(
            `${style.yellow('?')} ${style.bold(readable(event.step))} waits for ${event.acceptors.join(' or ')}`,
          );
        case 'cancel-requested':
          return say(
            style.yellow('Cancelling; clean-up steps still run. Interrupt again to stop at once.'),
          );
        default:
          return;
      }
    },
    log(step, line) {
      const text = `${style.dim(`${readable(step)} |`)} ${stripControl(line.text)}`;
      if (order === 'stream') return say(text);
      const lines = held.get(step);
      if (lines === undefined) held.set(step, [text]);
      else lines.push(text);
    },
    end() {
      for (const step of [...held.keys()]) flush(step);
    },
  };
}

function took(step: StepView): string {
  if (step.startedAt === undefined || step.finishedAt === undefined) return '';
  return ` ${printDuration(step.finishedAt - step.startedAt)}`;
}

/** A step by its key, at any depth. */
export function findStep(steps: RunView['steps'], key: string): StepView | undefined {
  for (const step of steps) {
    if (step.step === key) return step;
    const below = step.children === undefined ? undefined : findStep(step.children, key);
    if (below !== undefined) return below;
  }
  return undefined;
}
