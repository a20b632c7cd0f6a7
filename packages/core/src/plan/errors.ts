/** Errors and diagnostics. @module */

/** Every code that a user, a test or a program can meet. Codes are never reused for something else. */
export type ErrorCode =
  // names and the library
  | 'NAME_INVALID'
  | 'NAME_TAKEN'
  | 'DEFINITION_INVALID'
  | 'WORKFLOW_EXISTS'
  | 'WORKFLOW_NOT_FOUND'
  | 'WORKFLOW_INVALID'
  | 'WORKFLOW_CHANGED'
  | 'STORAGE_FAILED'
  // graph
  | 'GRAPH_CYCLE'
  | 'GRAPH_DUPLICATE_ID'
  | 'GRAPH_FOREIGN_REF'
  | 'GRAPH_UNKNOWN_NEED'
  | 'WHEN_SKIPPED_NEED'
  // expressions
  | 'EXPR_INVALID'
  | 'EXPR_COERCED'
  | 'CONTEXT_UNAVAILABLE'
  | 'UNTRUSTED_TEXT'
  // inputs, outputs, documents
  | 'SCHEMA_NOT_PORTABLE'
  | 'INPUT_INVALID'
  | 'VALUE_TOO_DEEP'
  | 'OUTPUT_UNDECLARED'
  | 'OUTPUT_MISSING'
  | 'OUTPUT_INVALID'
  | 'ARTIFACT_UNDECLARED'
  | 'ARTIFACT_MISSING'
  | 'SECRET_UNDECLARED'
  | 'SECRET_MISSING'
  | 'DOCUMENT_INVALID'
  | 'DOCUMENT_NOT_FOUND'
  // tasks, prompts, triggers, placement
  | 'TASK_UNKNOWN'
  | 'CALL_UNDECLARED'
  | 'EXEC_FAILED'
  | 'TASK_FAILED'
  | 'PROMPT_INVALID'
  | 'PROMPT_UNKNOWN'
  | 'TRIGGER_INVALID'
  | 'CRON_INVALID'
  | 'SETUP_INVALID'
  | 'MATRIX_INVALID'
  | 'ITERATION_INVALID'
  | 'GHA_UNSUPPORTED'
  | 'GHA_LOCK_INVALID'
  // runs
  | 'RUN_NOT_FOUND'
  | 'RUN_NOT_WAITING'
  | 'RUN_INTERRUPTED'
  | 'PLAN_CHANGED'
  | 'STEP_TIMED_OUT'
  | 'STEP_CANCELLED'
  | 'ATTEMPT_STALE'
  | 'GATE_REJECTED'
  | 'GATE_EXPIRED'
  | 'ACCEPTOR_REFUSED'
  | 'REWORK_EXHAUSTED'
  | 'CONCURRENCY_SUPERSEDED'
  | 'INTERNAL'
  // workspaces, and steps run one at a time
  | 'WORKSPACE_NOT_FOUND'
  | 'WORKSPACE_TAKEN'
  | 'WORKSPACE_BUSY'
  | 'WORKSPACE_DAMAGED'
  | 'STEP_UNKNOWN'
  | 'STEP_AMBIGUOUS'
  | 'STEP_NOT_READY'
  | 'STEP_NEED_FAILED'
  | 'STEP_DONE'
  | 'STEP_INTERRUPTED';

/** Where in a user's source something was written. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A problem that can be shown, listed and tested without being thrown. */
export interface Diagnostic {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
  readonly location?: SourceLocation;
  /** JSON pointer into the plan, as segments. */
  readonly path?: readonly (string | number)[];
}

/** What a {@link WorkflowError} may carry besides its code and message. */
export interface WorkflowErrorOptions {
  readonly hint?: string | undefined;
  readonly location?: SourceLocation | undefined;
  readonly path?: readonly (string | number)[] | undefined;
  readonly diagnostics?: readonly Diagnostic[] | undefined;
  readonly cause?: unknown;
}

const ERROR: symbol = Symbol.for('sluice.error/1');

/** The one error class. `code` is what programs look at; `message` and `hint` are for people. */
export class WorkflowError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name: string = 'WorkflowError';
  readonly code: Code;
  readonly hint: string | undefined;
  readonly location: SourceLocation | undefined;
  /** JSON pointer into the plan, as segments. */
  readonly path: readonly (string | number)[] | undefined;
  /** All findings, when the error stands for several. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: Code, message: string, options: WorkflowErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.location = options.location;
    this.path = options.path;
    this.diagnostics = options.diagnostics ?? [];
    Object.defineProperty(this, ERROR, { value: true });
  }

  /** Works across duplicate copies of the package, unlike `instanceof`. */
  static is<C extends ErrorCode = ErrorCode>(error: unknown, code?: C): error is WorkflowError<C> {
    if (typeof error !== 'object' || error === null) return false;
    if ((error as { [ERROR]?: unknown })[ERROR as never] !== true) return false;
    return code === undefined || (error as WorkflowError).code === code;
  }

  toDiagnostic(): Diagnostic {
    return {
      code: this.code,
      severity: 'error',
      message: this.message,
      ...(this.hint !== undefined && { hint: this.hint }),
      ...(this.location !== undefined && { location: this.location }),
      ...(this.path !== undefined && { path: this.path }),
    };
  }
}

/** An error as it is stored in events and shown by views: never a class, never a stack with local paths. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly traceback?: string;
}
