/** The flags of `sluice` itself as one table: the reader, the variables and the help follow from it. @module */

/** The headings under which the help lists flags. */
export type FlagGroup = 'Running' | 'Workspace' | 'Output' | 'General';

/** One global flag. */
export interface GlobalFlag {
  readonly name: string;
  readonly short?: string;
  readonly group: FlagGroup;
  /** What a value stands for; a flag without one is on or off. */
  readonly value?: string;
  /** The values there are, where they are few. */
  readonly choices?: readonly string[];
  /** What it is when nobody says. A flag that is on or off is off. */
  readonly default?: string;
  /** Whether its value is a whole number, 1 or more. */
  readonly count?: boolean;
  /** Whether its value is a length of time; it is read as milliseconds. */
  readonly duration?: boolean;
  /** Whether on, off and not given are three different things. */
  readonly negatable?: boolean;
  /** Whether it has no variable `SLUICE_…`. */
  readonly onlyFlag?: boolean;
  readonly description: string;
}

/** Every global flag, in the order of the help. */
export const GLOBAL_FLAGS: readonly GlobalFlag[] = [
  {
    name: 'concurrency',
    group: 'Running',
    value: 'N',
    count: true,
    description: 'How many steps may run at once',
  },
  {
    name: 'continue',
    group: 'Running',
    value: 'WHEN',
    choices: ['never', 'dependencies-successful', 'always'],
    default: 'dependencies-successful',
    description: 'What still starts after a failure',
  },
  {
    name: 'retry',
    group: 'Running',
    value: 'N',
    count: true,
    description: 'How often to try a task',
  },
  {
    name: 'backoff',
    group: 'Running',
    value: 'TIME',
    duration: true,
    description: 'How long to wait before the second try, 5s for example; it doubles',
  },
  {
    name: 'timeout',
    group: 'Running',
    value: 'TIME',
    duration: true,
    description: 'How long one try of a task, or a whole workflow, may take',
  },
  {
    name: 'event',
    group: 'Running',
    value: 'EVENT',
    description: 'The event that the run stands for: a name, or a file with its payload',
  },
  {
    name: 'ref',
    group: 'Running',
    value: 'REF',
    description: 'The branch or tag that the run stands for',
  },
  {
    name: 'watch',
    group: 'Running',
    description: 'Run once more whenever a file changes',
  },
  {
    name: 'dry-run',
    group: 'Running',
    description: 'Say what a run would do, and run nothing',
  },
  {
    name: 'workspace',
    group: 'Workspace',
    value: 'DIR',
    description: 'Keep the run in a folder of its own',
  },
  {
    name: 'setup',
    group: 'Workspace',
    onlyFlag: true,
    description: 'Start a run there, and run none of its steps',
  },
  {
    name: 'step',
    group: 'Workspace',
    value: 'STEP',
    onlyFlag: true,
    description: 'Run one step there, by number or name',
  },
  {
    name: 'isolated',
    group: 'Workspace',
    onlyFlag: true,
    description: 'Run each step as a command of its own',
  },
  {
    name: 'output-logs',
    group: 'Output',
    value: 'WHICH',
    choices: ['full', 'errors-only', 'none'],
    default: 'full',
    description: 'Which logs to show',
  },
  {
    name: 'log-order',
    group: 'Output',
    value: 'ORDER',
    choices: ['stream', 'grouped', 'auto'],
    default: 'auto',
    description: 'Lay out logs as they come, or a step at a time',
  },
  {
    name: 'json',
    group: 'Output',
    description: 'Print the events of the run, one JSON object a line',
  },
  {
    name: 'summary-file',
    group: 'Output',
    value: 'PATH',
    description: 'Write how the run went, as JSON',
  },
  {
    name: 'profile',
    group: 'Output',
    value: 'PATH',
    description: 'Write a trace of the run for chrome://tracing or Perfetto',
  },
  { name: 'color', group: 'Output', negatable: true, description: 'Use colours, or not' },
  { name: 'file', group: 'General', value: 'PATH', description: 'The sluice.ts to use' },
  {
    name: 'library',
    group: 'General',
    value: 'DIR',
    description: 'The folder of saved workflows',
  },
  { name: 'verbose', group: 'General', description: 'Show the stack of internal errors' },
  { name: 'help', short: 'h', group: 'General', onlyFlag: true, description: 'Show help' },
  {
    name: 'version',
    short: 'V',
    group: 'General',
    onlyFlag: true,
    description: 'Print the version',
  },
];

/** What the global flags say. The keys are the names of the table in camelCase. */
export interface GlobalFlags {
  readonly concurrency: number | undefined;
  readonly continue: 'never' | 'dependencies-successful' | 'always';
  readonly event: string | undefined;
  readonly ref: string | undefined;
  readonly retry: number | undefined;
  /** Milliseconds, like `timeout`. */
  readonly backoff: number | undefined;
  readonly timeout: number | undefined;
  readonly watch: boolean;
  readonly dryRun: boolean;
  readonly workspace: string | undefined;
  readonly setup: boolean;
  readonly step: string | undefined;
  readonly isolated: boolean;
  readonly outputLogs: 'full' | 'errors-only' | 'none';
  readonly logOrder: 'stream' | 'grouped' | 'auto';
  readonly json: boolean;
  readonly summaryFile: string | undefined;
  readonly profile: string | undefined;
  readonly color: boolean | undefined;
  readonly file: string | undefined;
  readonly library: string | undefined;
  readonly verbose: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** The variable that stands for a flag that was not given. */
export function flagVariable(flag: GlobalFlag): string | undefined {
  return flag.onlyFlag === true
    ? undefined
    : `SLUICE_${flag.name.toUpperCase().replace(/-/g, '_')}`;
}

/** Whether a flag is about the command line itself, whatever the command. */
export function isForEvery({ name, group }: GlobalFlag): boolean {
  return name === 'color' || group === 'General';
}
