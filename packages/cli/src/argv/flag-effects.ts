/** Flags that would do nothing are refused: whoever gives one counts on it. Variables are defaults, and may do nothing. @module */
import { resolve } from 'node:path';
import type { Plan } from '@sluice/core/plan';
import type { BuiltIn } from '../commands/built-ins.ts';
import { type Problem, Problems } from '../problem.ts';
import { GLOBAL_FLAGS, type GlobalFlags, isForEvery } from './flag-table.ts';

/** Flags beside which others have no effect. */
export interface FlagRule {
  readonly flag: string;
  /** What has no effect beside it. */
  readonly others: readonly string[];
  /** A flag that makes it right again. */
  readonly unless?: string;
  /** The order of logs that it has anyway, so that asking for it is no mistake. */
  readonly order?: GlobalFlags['logOrder'];
  /** Why, as half a sentence. */
  readonly why: string;
  readonly hint: string;
}

/**
 * Every pair of flags of a run of which one would do nothing. `--dry-run` stands behind the command line of the run that it
 * is about, so that it goes with all that says how to run; what it refuses are files that it would not write.
 */
export const FLAG_RULES: readonly FlagRule[] = [
  {
    flag: 'setup',
    others: ['step', 'isolated'],
    why: '',
    hint: 'Set up once, then run each step with --step; or run all of them with --isolated.',
  },
  {
    flag: 'step',
    others: ['isolated'],
    why: '',
    hint: 'Set up once, then run each step with --step; or run all of them with --isolated.',
  },
  {
    flag: 'setup',
    others: ['concurrency', 'retry', 'backoff', 'timeout', 'output-logs'],
    why: 'it runs no step',
    hint: 'Pass it with each --step.',
  },
  {
    flag: 'setup',
    others: ['continue', 'log-order', 'summary-file', 'profile'],
    why: 'it runs no step',
    hint: 'It is for a whole run: leave --setup out.',
  },
  {
    flag: 'setup',
    others: ['watch'],
    why: 'a folder is set up once',
    hint: 'Leave --setup and --workspace out to run again and again.',
  },
  {
    flag: 'setup',
    others: ['dry-run'],
    why: 'nothing would be set up',
    hint: 'Leave --setup out to see what a run would do.',
  },
  {
    flag: 'step',
    others: ['event', 'ref'],
    why: 'the event is that of --setup',
    hint: 'Pass it with --setup.',
  },
  {
    flag: 'step',
    others: ['continue', 'summary-file', 'profile'],
    why: 'it runs one step',
    hint: 'It is for a whole run, with --isolated for example.',
  },
  {
    flag: 'step',
    others: ['log-order'],
    order: 'stream',
    why: 'the lines of one step come as they are written',
    hint: 'Leave it out.',
  },
  {
    flag: 'step',
    others: ['dry-run'],
    why: 'only a whole run is explained',
    hint: 'Leave --step out to see what a run would do.',
  },
  {
    flag: 'dry-run',
    others: ['summary-file', 'profile'],
    why: 'nothing runs, so there is nothing to write',
    hint: 'Pass --json for what would run, as JSON.',
  },
  {
    flag: 'json',
    others: ['log-order'],
    order: 'stream',
    unless: 'dry-run',
    why: 'its lines come as they happen',
    hint: 'Leave one of them out.',
  },
  {
    flag: 'watch',
    others: ['workspace'],
    unless: 'step',
    why: 'a workspace is one run',
    hint: 'Leave --workspace out; with --isolated every run has a folder of its own.',
  },
];

/** Throws {@link Problems} where flags do not go together, or one has nothing to do in a run of this plan. */
export function assertTogether(
  given: readonly string[],
  flags: GlobalFlags,
  plan: Plan,
  cwd: string,
): void {
  const problems = FLAG_RULES.flatMap(({ flag, others, unless, order, why, hint }): Problem[] => {
    if (!given.includes(flag) || (unless !== undefined && given.includes(unless))) return [];
    return others
      .filter((other) => given.includes(other))
      .filter((other) => other !== 'log-order' || flags.logOrder !== order)
      .map((other) => ({
        code: 'USAGE_INVALID',
        message: `\`--${flag}\` and \`--${other}\` do not go together${why === '' ? '' : `: ${why}`}.`,
        hint,
      }));
  });
  const tries = flags.retry ?? plan.steps[0]?.retry?.attempts ?? 1;
  const isOne = plan.steps.length === 1 && flags.step === undefined && !flags.setup;
  if (given.includes('backoff') && isOne && tries === 1) {
    problems.push({
      code: 'USAGE_INVALID',
      message: '`--backoff` is the wait between two tries, and there is one try.',
      hint: 'Pass --retry=3, for example.',
    });
  }
  const { profile, summaryFile } = flags;
  if (profile && summaryFile && resolve(cwd, profile) === resolve(cwd, summaryFile)) {
    problems.push({
      code: 'USAGE_INVALID',
      message: '`--summary-file` and `--profile` name one file, and each would write it.',
      hint: 'Name two.',
    });
  }
  if (problems.length > 0) throw new Problems(...problems);
}

/** Throws {@link Problems} for flags that have no effect on a built-in command. */
export function assertTaken(given: readonly string[], { name, takes = [] }: BuiltIn): void {
  if (takes === 'all') return;
  const problems = GLOBAL_FLAGS.filter((flag) => given.includes(flag.name))
    .filter((flag) => !isForEvery(flag) && !takes.includes(flag.name))
    .map(
      (flag): Problem => ({
        code: 'USAGE_INVALID',
        message: `\`--${flag.name}\` has no effect on \`${name}\`.`,
        hint: HINTS[`${name} ${flag.name}`] ?? 'Leave it out.',
      }),
    );
  if (problems.length > 0) throw new Problems(...problems);
}

/** Where what somebody wants has another name. */
const HINTS: Readonly<Record<string, string>> = {
  'plan json':
    'sluice plan NAME --format=json prints it; sluice NAME --dry-run --json explains it.',
  'export json': 'It is JSON unless --format says otherwise.',
  'plan dry-run': 'It runs nothing as it is.',
};
