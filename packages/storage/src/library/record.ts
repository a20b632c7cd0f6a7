/**
 * The record of a saved workflow: snake case on disk, camel case in memory, and this the only mapper. What it does not
 * know it keeps.
 * @module
 */
import {
  canonicalPlan,
  type Json,
  type JsonObject,
  type Plan,
  WorkflowError,
  type WorkflowName,
} from '@sluice/core/plan';
import type { SavedWorkflow } from '@sluice/core/run';

/** A record as it was read: what it means, and every field that it had. */
export interface WorkflowRecord {
  readonly workflow: SavedWorkflow;
  readonly fields: JsonObject;
  /** As it stands in the file. */
  readonly text: string;
}

/** Reads a record. The name of the file is the name of the workflow. Throws `WORKFLOW_INVALID` for what is none. */
export function parseRecord(text: string, name: WorkflowName, file: string): WorkflowRecord {
  const damaged = (fact: string, hint: string, cause?: unknown): WorkflowError =>
    new WorkflowError('WORKFLOW_INVALID', `The saved workflow \`${name}\` ${fact}.`, {
      hint,
      cause,
      location: { file, line: 1, column: 1 },
    });
  let fields: Json;
  try {
    fields = JSON.parse(text) as Json;
  } catch (cause) {
    throw damaged('is not JSON', 'Correct the file, or restore an older state.', cause);
  }
  if (!isObject(fields)) {
    throw damaged('is not a record', 'Correct the file, or restore an older state.');
  }
  if (!isObject(fields['ir'])) {
    throw damaged(
      'has no `ir`',
      fields['steps'] === undefined && fields['nodes'] === undefined
        ? 'Correct the file, or restore an older state.'
        : `It is a plan itself: move it elsewhere, and save it with \`sluice save FILE --name=${name}\`.`,
    );
  }
  const textOf = (key: string): string | undefined => {
    const value = (fields as JsonObject)[key];
    return typeof value === 'string' ? value : undefined;
  };
  const source = textOf('source');
  const createdAt = textOf('created_at') ?? textOf('updated_at') ?? NEVER;
  return {
    fields,
    text,
    workflow: {
      name,
      description: textOf('description') ?? '',
      // A plan when it was saved; whoever runs it reads it again.
      ir: fields['ir'] as unknown as Plan,
      createdAt,
      updatedAt: textOf('updated_at') ?? createdAt,
      version: textOf('version') ?? '1.0.0',
      ...(source !== undefined && { source }),
    },
  };
}

/** The text of a record: two spaces of indentation, known fields where they were before, unknown ones as they were. */
export function printRecord(workflow: SavedWorkflow, before: JsonObject = {}): string {
  const known = {
    name: workflow.name,
    description: workflow.description,
    ir: canonicalPlan(workflow.ir),
    created_at: workflow.createdAt,
    updated_at: workflow.updatedAt,
    version: workflow.version,
    ...(workflow.source !== undefined && { source: workflow.source }),
  };
  return `${JSON.stringify({ ...before, ...known }, null, 2)}\n`;
}

const NEVER = '1970-01-01T00:00:00.000Z';

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
