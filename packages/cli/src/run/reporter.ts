/** What shows a run while it goes on. @module */
import type { LogLine, RunEvent, RunView } from '@sluice/core/run';

/** Shows a run, from its events and the lines of its logs alone. Every method returns at once. */
export interface Reporter {
  /** Something happened. */
  event(event: RunEvent): void;
  /** A step wrote a line. */
  log(step: string, line: LogLine): void;
  /** The run has ended, or waits for a person: what is shown now stays. */
  end(view: RunView): void;
  /** Something else writes to the terminal now, until as many calls of `resume`. */
  suspend?(): void;
  resume?(): void;
  /** Something else has written to the terminal: what is shown next stands below it. */
  leave?(): void;
  /** The process ends now, or something went wrong: gives the terminal back. After `end` it does nothing. */
  abandon?(): void;
}
