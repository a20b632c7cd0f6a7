/** What happened, as one line. @module */
import type { RunEvent, SkipReason } from '@sluice/core/run';
import { stripControl } from '../text/display-width.ts';
import { printDuration } from '../text/duration.ts';
import type { Style } from '../text/style.ts';
import { createMachineBook, type MachineBook } from './machine-book.ts';
import { stepName } from './step-name.ts';
import { paintStatus, statusSymbol } from './symbol.ts';

type Cancelled = Extract<RunEvent, { readonly type: 'step-cancelled' }>;
/** Why a step was cancelled. What the whole run was told is said once, in its own line. */
export const WHY_CANCELLED: Readonly<Record<Cancelled['reason'], string>> = {
  'run-cancelled': '',
  'fail-fast': 'another step failed',
  superseded: 'a newer run took its place',
};

/** What the lines need beside the events. */
export interface EventLineOptions {
  readonly style: Style;
  readonly skipNote: (step: string, reason: SkipReason | undefined) => string;
}

/** Makes the line of each event; it remembers when steps began. Events that say nothing to a person have none. */
export function createEventLines(
  options: EventLineOptions,
  machines: MachineBook = createMachineBook(),
): (event: RunEvent) => string | undefined {
  const { style } = options;
  const began = new Map<string, number>();
  const row = (
    status: Parameters<typeof statusSymbol>[0],
    step: string,
    words: string,
    note = '',
  ): string => {
    const symbol = paintStatus(status, style)(statusSymbol(status, 0, style));
    return `${symbol} ${style.bold(stepName(step))}${words}${note === '' ? '' : `: ${stripControl(note)}`}`;
  };
  /** Said where a step begins, and where the first step inside of it does. */
  const toldMachines = new Set<string>();
  const machineNote = (step: string): string => {
    const parts = step.split('/');
    for (let depth = parts.length; depth > 0; depth--) {
      const key = parts.slice(0, depth).join('/');
      const words = toldMachines.has(key) ? '' : machines.read(key);
      if (words === '') continue;
      toldMachines.add(key);
      return style.dim(` (${stripControl(words)})`);
    }
    return '';
  };
  const took = (event: RunEvent & { readonly step: string }): string => {
    const start = began.get(event.step);
    return start === undefined ? '' : ` ${printDuration(event.at - start)}`;
  };
  const again = (event: { readonly at: number; readonly retryAt?: number }): string =>
    event.retryAt === undefined
      ? ''
      : `, again in ${printDuration(Math.max(0, event.retryAt - event.at))}`;

  return (event) => {
    machines.event(event);
    switch (event.type) {
      case 'step-scheduled':
      case 'matrix-expanded':
      case 'iteration-expanded':
        began.set(event.step, event.at);
        return undefined;
      case 'step-started':
        began.set(event.step, event.at);
        return `${style.cyan('>')} ${style.bold(stepName(event.step))}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}${machineNote(event.step)}`;
      case 'step-completed':
        return row('success', event.step, took(event));
      case 'step-failed':
        return row(
          event.retryAt === undefined ? 'failure' : 'retrying',
          event.step,
          ` failed${took(event)}${again(event)}`,
          event.error.message.split('\n', 1)[0],
        );
      case 'step-timed-out':
        return row(
          event.retryAt === undefined ? 'failure' : 'retrying',
          event.step,
          ` timed out${took(event)}${again(event)}`,
        );
      case 'attempt-lost':
        return row('retrying', event.step, ' lost its worker, begins again');
      case 'step-cancelled': {
        return row(
          'cancelled',
          event.step,
          ` cancelled${took(event)}`,
          WHY_CANCELLED[event.reason],
        );
      }
      case 'step-skipped':
        return row('skipped', event.step, ' skipped', options.skipNote(event.step, event.reason));
      case 'gate-opened':
        return row('waiting', event.step, ` waits for ${waitsFor(event.acceptors)}`);
      case 'gate-answered': {
        const { accepted, by, comment } = event.decision;
        const words = ` ${accepted ? 'accepted' : 'rejected'} by ${stripControl(by)}`;
        return row(accepted ? 'success' : 'failure', event.step, words, comment);
      }
      case 'rework-opened':
        return row(
          'retrying',
          event.step,
          ` sends back ${event.steps.map(stepName).join(', ')} (round ${event.round})`,
        );
      case 'cancel-requested':
        return style.yellow(
          `Cancelling (${cancelledBy(event)}); clean-up steps still run. Interrupt again to stop at once.`,
        );
      case 'paused':
        return style.yellow(`Paused by ${stripControl(event.by)}.`);
      case 'resumed':
        return `Resumed by ${stripControl(event.by)}.`;
      case 'concurrency-superseded':
        return style.yellow(
          `Superseded in the group ${stripControl(event.group)} by ${stripControl(event.by)}.`,
        );
      case 'run-started':
      case 'timer-set':
      case 'timer-fired':
      case 'concurrency-acquired':
      case 'run-finished':
        return undefined;
    }
  };
}

/** `alice or bob`. */
export function waitsFor(acceptors: readonly string[]): string {
  return acceptors.length === 0 ? 'an answer' : stripControl(acceptors.join(' or '));
}

/** Who asked for the end of a run, and why. */
export function cancelledBy(event: { readonly by: string; readonly reason?: string }): string {
  return stripControl(
    event.reason === undefined || event.reason === '' ? event.by : `${event.by}, ${event.reason}`,
  );
}
