/**
 * What every library of saved workflows agrees on: how versions and times go on, what a search finds, and the words in
 * which it refuses.
 * @module
 */
import { type Diagnostic, WorkflowError } from '../plan/errors.ts';
import type { WorkflowName } from '../plan/names.ts';
import { gatherNested, nestedIn } from '../plan/nested.ts';
import type { Plan } from '../plan/plan.ts';
import { didYouMean } from '../plan/suggest.ts';
import { validate } from '../plan/validate/validate.ts';
import type { SavedWorkflow, SavedWorkflowChange } from './ports.ts';

/** The author's label with its last number raised: `1.0.0` becomes `1.0.1`. */
export function nextVersion(version: string): string {
  const last = /^(.*?)(\d+)$/.exec(version);
  return last ? `${last[1]}${Number(last[2]) + 1}` : `${version}.1`;
}

/** The time of a new state, in ISO form: later than that of the state before, also when the clock stands still, for it tells states apart. */
export function savedAfter(now: number, before: string | undefined): string {
  const last = Date.parse(before ?? '');
  return new Date(Number.isNaN(last) ? now : Math.max(now, last + 1)).toISOString();
}

/** The fields that a change gives new values. Another plan is another version, unless the change says which. */
export function changedFields(
  old: SavedWorkflow,
  change: SavedWorkflowChange,
): Partial<SavedWorkflow> {
  const version = change.version ?? (change.ir && nextVersion(old.version));
  return {
    ...(change.ir !== undefined && { ir: change.ir }),
    ...(change.description !== undefined && { description: change.description }),
    ...(change.source !== undefined && { source: change.source }),
    ...(version !== undefined && { version }),
  };
}

/** Whether a workflow holds every word of a text, in its name, its description, its inputs or its steps. Case does not count. */
export function matchesSearch(workflow: SavedWorkflow, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const head = `${workflow.name}\n${workflow.description}`.toLowerCase();
  const left = words.filter((word) => !head.includes(word));
  if (left.length === 0) return true;
  const { inputs, steps } = workflow.ir as { readonly inputs?: unknown; readonly steps?: unknown };
  const found = Object.keys((inputs ?? {}) as object);
  collectTexts([inputs, steps], found);
  const body = found.join('\n').toLowerCase();
  return left.every((word) => body.includes(word));
}

/** The texts of JSON, without its keys: every step has a `run`. */
function collectTexts(value: unknown, found: string[]): void {
  if (typeof value === 'string') found.push(value);
  else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) collectTexts(each, found);
  }
}

/** `WORKFLOW_NOT_FOUND`, with the nearest of the names that there are. */
export function workflowNotFound(name: string, names: Iterable<string>): WorkflowError {
  return new WorkflowError('WORKFLOW_NOT_FOUND', `There is no saved workflow \`${name}\`.`, {
    hint: didYouMean(name, names),
  });
}

/** `WORKFLOW_EXISTS`: nothing is replaced unasked. */
export function workflowExists(name: WorkflowName): WorkflowError {
  return new WorkflowError('WORKFLOW_EXISTS', `The workflow \`${name}\` is saved already.`, {
    hint: 'Pass `overwrite` to save a new version, or choose another name.',
  });
}

/** `WORKFLOW_CHANGED`: somebody else was faster. */
export function workflowChanged(name: WorkflowName): WorkflowError {
  return new WorkflowError(
    'WORKFLOW_CHANGED',
    `The workflow \`${name}\` has changed since it was read.`,
    { hint: 'Load it again and repeat the change.' },
  );
}

/** `NAME_TAKEN`: a rename replaces nothing. */
export function workflowNameTaken(name: WorkflowName): WorkflowError {
  return new WorkflowError('NAME_TAKEN', `There is a workflow \`${name}\` already.`, {
    hint: 'Choose another name, or delete that workflow first.',
  });
}

/** `WORKFLOW_NOT_FOUND` for a state that neither the history nor the trash has. */
export function versionNotFound(
  name: WorkflowName,
  version: string,
  versions: Iterable<string>,
): WorkflowError {
  return new WorkflowError(
    'WORKFLOW_NOT_FOUND',
    `The workflow \`${name}\` has no version \`${version}\`.`,
    { hint: didYouMean(version, new Set(versions)) },
  );
}

/** `WORKFLOW_EXISTS`: a workflow that is there has many states, so a restore must say which. */
export function versionNeeded(name: WorkflowName): WorkflowError {
  return new WorkflowError('WORKFLOW_EXISTS', `The workflow \`${name}\` was not deleted.`, {
    hint: 'Say which version to restore; its history lists them.',
  });
}

/**
 * The verdict on a plan that is to be saved: the one that every reader gives, with what it nests by name out of the same
 * library. A saved workflow stands in no folder, so that it nests no files.
 */
export async function savedPlanFindings(
  ir: Plan,
  loadIr: (name: WorkflowName) => Promise<Plan>,
): Promise<readonly Diagnostic[]> {
  const nested = await gatherNested(ir, { byName: (name) => loadIr(name as WorkflowName) });
  return [...validate(ir, { nested: nestedIn(nested.plans) }), ...nested.findings];
}

/** Throws `WORKFLOW_INVALID` with every finding when one of them is an error. */
export function assertNoErrors(name: string, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((each) => each.severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  throw new WorkflowError(
    'WORKFLOW_INVALID',
    errors.length === 1
      ? `The workflow \`${name}\` is not valid: ${first.message}`
      : `The workflow \`${name}\` has ${errors.length} errors.`,
    { diagnostics, hint: first.hint, path: first.path },
  );
}
