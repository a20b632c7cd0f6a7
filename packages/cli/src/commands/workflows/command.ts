/** One word after `sluice workflows`. @module */
import type { WorkflowName } from '@sluice/core/plan';
import type { WorkflowLibrary } from '@sluice/core/run';
import type { CliContext } from '../../context.ts';

/** What it takes, and what it does. */
export interface WorkflowsCommand {
  readonly usage: string;
  /** The fewest and the most words that follow it. */
  readonly takes: readonly [least: number, most: number];
  /** What is missing where too few follow. */
  readonly needs: string;
  /** Whether `--deleted` says something to it. */
  readonly takesDeleted?: boolean;
  run(
    words: readonly string[],
    library: WorkflowLibrary,
    context: CliContext,
    flags: WorkflowsFlags,
  ): Promise<void>;
}

/** The flags of `sluice workflows` itself. */
export interface WorkflowsFlags {
  /** What was deleted, in place of what is there. */
  readonly deleted: boolean;
}

/** A name as it was typed: the library checks it before it does anything. */
export function typedName(word: string | undefined): WorkflowName {
  return word as WorkflowName;
}
