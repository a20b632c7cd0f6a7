/** A run as one JSON object a line: for programs. @module */
import type { CliOutput } from '../io.ts';
import type { Reporter } from '../run/reporter.ts';

/** The version of the lines; a change that breaks a reader raises it. */
const SCHEMA_VERSION = 1;

/** Prints every event of the run, and every line of a log as `{"type":"log", …}`. */
export function createNdjsonReporter(output: CliOutput): Reporter {
  const say = (value: object): void =>
    void output.write(`${JSON.stringify({ v: SCHEMA_VERSION, ...value })}\n`);
  return {
    event: (event) => say(event),
    log: (step, line) => say({ type: 'log', step, ...line }),
    end: () => undefined,
  };
}
