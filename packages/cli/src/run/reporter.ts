/** What shows a run while it goes on. @module */
import type { LogLine, RunEvent, RunView } from '@sluice/core/run';

/** Shows a run. Every method returns at once. */
export interface Reporter {
  /** Something happened; `view` is the run after it. */
  event(event: RunEvent, view: RunView): void;
  /** A step wrote a line. */
  log(step: string, line: LogLine): void;
  /** The run has ended; what is shown now stays. */
  end(view: RunView): void;
  /** The process ends now: gives the terminal back. */
  abandon?(): void;
}
