/** What every command has at hand. @module */
import type { GlobalFlags } from './argv/flag-table.ts';
import type { CliIo } from './io.ts';
import type { Style } from './text/style.ts';

/** The world, the global flags, and the style of what goes to standard error. */
export interface CliContext {
  readonly io: CliIo;
  /** The words after `sluice`, as they were given. */
  readonly argv: readonly string[];
  readonly flags: GlobalFlags;
  /** The names of the global flags that the command line itself gives; a variable is no more than a default. */
  readonly given: readonly string[];
  readonly style: Style;
}
