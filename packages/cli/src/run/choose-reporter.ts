/** Chooses how a run is shown: a live tree, plain lines, GitHub's log, or JSON. @module */
import type { RunView } from '@sluice/core/run';
import type { CliContext } from '../context.ts';
import type { EventLineOptions } from '../view/event-line.ts';
import { githubDialect } from '../view/github.ts';
import { createLiveReporter } from '../view/live.ts';
import { createNdjsonReporter } from '../view/ndjson.ts';
import { createPlainReporter } from '../view/plain.ts';
import { filterLogs } from './log-filter.ts';
import type { Reporter } from './reporter.ts';

/** What a reporter is told about the run. */
export interface ReportedRun {
  readonly skipNote: EventLineOptions['skipNote'];
  /** See `LiveOptions`. */
  readonly cursor?: 'hidden' | 'visible' | undefined;
  /** The run as it is now. */
  readonly view: () => Promise<RunView>;
}

/** The reporter that the flags and the terminal ask for. */
export function chooseReporter(context: CliContext, run: ReportedRun): Reporter {
  const { io, flags, style } = context;
  if (flags.json) return filterLogs(createNdjsonReporter(io.stdout), flags.outputLogs);
  const common = {
    output: io.stderr,
    style,
    cwd: io.cwd,
    logs: flags.outputLogs,
    skipNote: run.skipNote,
  };
  if (isLive(context)) return createLiveReporter({ ...common, view: run.view, cursor: run.cursor });
  const github = isGithub(io.env);
  const byDefault = io.env['CI'] || github ? 'grouped' : 'stream';
  return createPlainReporter({
    ...common,
    order: flags.logOrder === 'auto' ? byDefault : flags.logOrder,
    ...(github && { dialect: githubDialect(io.cwd) }),
  });
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
