/** What a user of the command line did wrong, and what a project is found to be wrong. @module */
import type { Diagnostic } from '@sluice/core/plan';

/** The codes of mistakes that only a command line can see. */
export type CliCode =
  | 'COMMAND_UNKNOWN'
  | 'FLAG_UNKNOWN'
  | 'USAGE_INVALID'
  | 'INPUT_UNKNOWN'
  | 'APP_NOT_FOUND'
  | 'APP_INVALID'
  | 'APP_EXISTS'
  | 'PACKAGE_INVALID'
  | 'CORE_MISMATCH'
  | 'MODULE_INVALID'
  | 'MODULE_TIMED_OUT'
  | 'GATE_UNANSWERED'
  | 'INPUT_NULL'
  | 'GITHUB_REFUSED'
  | 'GITHUB_UNREACHABLE'
  | 'FILE_BY_HAND'
  | 'NODE_TOO_OLD';

/** A finding to print: a diagnostic, or a mistake that only a command line can see. */
export interface Problem extends Omit<Diagnostic, 'code' | 'severity' | 'location'> {
  readonly code: Diagnostic['code'] | CliCode;
  readonly severity?: Diagnostic['severity'];
  /** Where: a file, its line and its column as far as they are known. */
  readonly location?: { readonly file: string; readonly line?: number; readonly column?: number };
  /** More lines under the message, each one thing: a missing input, for example. */
  readonly details?: readonly string[];
}

/** Stops a command with problems to print and the exit code 2. */
export class Problems extends Error {
  override readonly name: string = 'Problems';
  readonly problems: readonly Problem[];

  constructor(...problems: readonly Problem[]) {
    super(problems[0]?.message ?? '');
    this.problems = problems;
  }
}

/** The problems that a thrown value stands for. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof Problems) return error.problems;
  if (isWorkflowError(error)) {
    return error.diagnostics.length > 0 ? error.diagnostics : [error.toDiagnostic()];
  }
  const refused = refusedByDisk(error);
  if (refused !== undefined) return [refused];
  const message = error instanceof Error ? error.message : String(error);
  return [
    { code: 'INTERNAL', message, hint: 'This is a bug of Sluice: --verbose shows its stack.' },
  ];
}

/** What the system has refused is no bug, whichever command came upon it. `EACCES: permission denied, open '/x'`. */
function refusedByDisk(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (typeof path !== 'string' || !REFUSALS.has(String(code))) return undefined;
  const fact = /^[A-Z]+: ([^,]+)/.exec(error.message)?.[1] ?? 'the system refuses it';
  return {
    code: 'STORAGE_FAILED',
    message: `\`${path}\` cannot be used: ${fact}.`,
    hint: 'Change what this user may do there, or choose another place.',
  };
}

const REFUSALS: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);

interface WorkflowErrorLike {
  readonly diagnostics: readonly Diagnostic[];
  toDiagnostic(): Diagnostic;
}

// Known by the protocol's symbol, so that `--version` never loads core.
function isWorkflowError(error: unknown): error is WorkflowErrorLike {
  return (
    typeof error === 'object' &&
    error !== null &&
    (error as Record<symbol, unknown>)[Symbol.for('sluice.error/1')] === true
  );
}
