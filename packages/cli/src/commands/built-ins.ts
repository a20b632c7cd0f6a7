/** The commands of `sluice` itself, as a table. It imports nothing, so that help answers at once. @module */

/** A built-in command. */
export interface BuiltIn {
  readonly name: 'list' | 'plan' | 'validate' | 'run';
  readonly usage: string;
  readonly description: string;
}

/** Every built-in command. */
export const BUILT_INS: readonly BuiltIn[] = [
  { name: 'list', usage: 'list', description: 'List the commands of this project' },
  {
    name: 'plan',
    usage: 'plan NAME [--format text|json]',
    description: 'Show which steps would run, and why the others would not',
  },
  {
    name: 'validate',
    usage: 'validate [NAME|FILE|-]',
    description: 'Report everything that is wrong',
  },
  {
    name: 'run',
    usage: 'run NAME|FILE|- [KEY=VALUE…]',
    description: 'Run a workflow or a plan file',
  },
];
