/** A run as one JSON object a line: for programs. @module */
import type { RunEvent } from '@sluice/core/run';
import type { CliOutput } from '../io.ts';
import type { Reporter } from '../run/reporter.ts';

/** The version of the lines; a change that breaks a reader raises it. `schema/run-lines.json` says what they are. */
const SCHEMA_VERSION = 1;

/** Prints every event of the run, and every line of a log as `{"type":"log", …}`. */
export function createNdjsonReporter(output: CliOutput): Reporter {
  const say = (value: object): void => {
    const line = JSON.stringify({ v: SCHEMA_VERSION, ...value });
    // The same JSON; GitHub's runner takes `##[…]` for a command wherever it stands.
    output.write(`${line.replaceAll('##[', '##\\u005b')}\n`);
  };
  return {
    event: (event) => say(withoutToken(event)),
    log: (step, line) => say({ type: 'log', step, ...line }),
    end: () => undefined,
  };
}

/** Who holds the token of an attempt may finish it: that is the worker's alone. */
function withoutToken(event: RunEvent): object {
  if (event.type !== 'step-started') return event;
  const { token: _, ...shown } = event;
  return shown;
}
