/** The global flags as a table. It imports nothing, so that help answers at once. @module */

/** One global flag. */
export interface GlobalFlag {
  readonly name: string;
  readonly short?: string;
  /** What a value stands for; a flag without one is on or off. */
  readonly value?: string;
  readonly negatable?: boolean;
  readonly choices?: readonly string[];
  readonly description: string;
}

/** Every global flag, in the order of the help. */
export const GLOBAL_FLAGS: readonly GlobalFlag[] = [
  { name: 'file', value: 'PATH', description: 'The sluice.ts to use' },
  { name: 'concurrency', value: 'N', description: 'How many steps may run at once' },
  { name: 'event', value: 'NAME', description: 'The event that the run stands for' },
  { name: 'json', description: 'Print the events of the run, one JSON object a line' },
  {
    name: 'log-order',
    value: 'ORDER',
    choices: ['stream', 'grouped', 'auto'],
    description: 'Lay out logs as they come, or a step at a time',
  },
  { name: 'verbose', description: 'Show the stack of internal errors' },
  { name: 'color', negatable: true, description: 'Use colours, or not' },
  { name: 'help', short: 'h', description: 'Show help' },
  { name: 'version', short: 'V', description: 'Print the version' },
];
