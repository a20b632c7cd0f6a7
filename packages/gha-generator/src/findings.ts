/** What is found while files are generated. @module */
import type { Diagnostic, ErrorCode } from '@sluice/core/plan';

/** Where something was found: segments of a JSON pointer into the plan. */
export type Path = readonly (string | number)[];

/** Findings of all workflows of a project. */
export class Findings {
  readonly #found: Diagnostic[] = [];

  /** Findings about one workflow: their messages begin with its name. */
  about(workflow: string): WorkflowFindings {
    return new WorkflowFindings(workflow, this);
  }

  /** Adds a finding as it is, unless it is there already. */
  add(found: Diagnostic): void {
    const known = this.#found.some(
      (each) => each.message === found.message && String(each.path) === String(found.path),
    );
    if (!known) this.#found.push(found);
  }

  /** All of them, in the order in which they were found. */
  all(): readonly Diagnostic[] {
    return [...this.#found];
  }
}

/** Findings about one workflow. */
export class WorkflowFindings {
  readonly #workflow: string;
  readonly #all: Findings;
  #errors = false;

  constructor(workflow: string, all: Findings) {
    this.#workflow = workflow;
    this.#all = all;
  }

  /** Adds a finding of somebody else. */
  add(found: Diagnostic): void {
    this.#errors ||= found.severity === 'error';
    this.#all.add({ ...found, message: `\`${this.#workflow}\`: ${found.message}` });
  }

  /** Something that GitHub would refuse, or that means something else there. */
  refuse(message: string, path: Path, hint: string, code: ErrorCode = 'GHA_UNSUPPORTED'): void {
    this.add({ code, severity: 'error', message, path, hint });
  }

  /** Something that works, though not as one might expect. */
  warn(message: string, path: Path, hint: string): void {
    this.add({ code: 'GHA_UNSUPPORTED', severity: 'warning', message, path, hint });
  }

  /** True when the workflow cannot be generated. */
  hasErrors(): boolean {
    return this.#errors;
  }
}
