/** Chooses how a run is shown: a live tree, plain lines, GitHub's log, or JSON. @module */
import type { StepView } from '@sluice/core/run';
import type { CliContext } from '../context.ts';
import { createLiveReporter } from '../view/live.ts';
import { createNdjsonReporter } from '../view/ndjson.ts';
import { createPlainReporter } from '../view/plain.ts';
import { filterLogs } from './log-filter.ts';
import type { Reporter } from './reporter.ts';

/** The reporter that the flags and the terminal ask for. */
export function chooseReporter(
  context: CliContext,
  skipNote: (step: StepView) => string,
): Reporter {
  return filterLogs(createReporter(context, skipNote), context.flags.outputLogs);
}

function createReporter(context: CliContext, skipNote: (step: StepView) => string): Reporter {
  const { io, flags, style } = context;
  if (flags.json) return createNdjsonReporter(io.stdout);
  if (isLive(context)) return createLiveReporter({ output: io.stderr, style, skipNote });
  const github = isGithub(io.env);
  const order =
    flags.logOrder === 'auto' ? (io.env['CI'] || github ? 'grouped' : 'stream') : flags.logOrder;
  return createPlainReporter({ output: io.stderr, style, order, github, skipNote });
}

function isLive({ io, flags }: CliContext): boolean {
  return (
    flags.logOrder === 'auto' &&
    io.stderr.isTTY === true &&
    !io.env['CI'] &&
    io.env['TERM'] !== 'dumb'
  );
}

/** Whether this is a step of a GitHub workflow. */
export function isGithub(env: CliContext['io']['env']): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}
