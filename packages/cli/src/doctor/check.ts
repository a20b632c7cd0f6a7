/** One thing that `sluice doctor` looks at. @module */

/** What was found. `note` is nothing wrong: something that is not there, and need not be. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'note' | 'wrong';
  readonly message: string;
  readonly hint?: string;
}
