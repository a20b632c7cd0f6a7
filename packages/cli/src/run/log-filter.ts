/** Which logs are shown. @module */
import type { LogLine, RunEvent } from '@sluice/core/run';
import type { GlobalFlags } from '../argv/flag-table.ts';
import type { Reporter } from './reporter.ts';

/** How many lines of a log are kept for the case that its step fails. */
const KEPT_LINES = 500;

/** The reporter with the logs of all steps, of the failed ones, or of none. */
export function filterLogs(reporter: Reporter, shown: GlobalFlags['outputLogs']): Reporter {
  if (shown === 'full') return reporter;
  if (shown === 'none') return { ...reporter, log: () => undefined };
  const held = new Map<string, LogLine[]>();
  const failed = new Set<string>();
  return {
    ...reporter,
    event(event) {
      const ended = endOf(event);
      if (ended !== undefined) {
        const lines = held.get(ended.step) ?? [];
        held.delete(ended.step);
        if (ended.failed) {
          failed.add(ended.step);
          for (const line of lines) reporter.log(ended.step, line);
        }
      }
      if (event.type === 'step-started') failed.delete(event.step);
      reporter.event(event);
    },
    log(step, line) {
      if (failed.has(step)) return reporter.log(step, line);
      const lines = held.get(step) ?? [];
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      held.set(step, lines);
    },
  };
}

function endOf(event: RunEvent): { readonly step: string; readonly failed: boolean } | undefined {
  switch (event.type) {
    case 'step-failed':
    case 'step-timed-out':
      return { step: event.step, failed: true };
    case 'step-completed':
    case 'step-cancelled':
      return { step: event.step, failed: false };
    default:
      return undefined;
  }
}
