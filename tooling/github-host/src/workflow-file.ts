/** Reading a workflow file: GitHub's parser decides whether it is one, the `yaml` package gives its values. @module */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  convertWorkflowTemplate,
  NoOperationTraceWriter,
  parseWorkflow,
} from '@actions/workflow-parser';
import { parse } from 'yaml';

/** What `defaults.run` may say. */
export interface RunDefaults {
  readonly run?: { readonly shell?: string; readonly 'working-directory'?: string };
}

/** A step, as it stands in the file. */
export interface StepDocument {
  readonly id?: string;
  readonly name?: string;
  readonly if?: unknown;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly 'working-directory'?: string;
  readonly 'continue-on-error'?: unknown;
  readonly 'timeout-minutes'?: unknown;
}

/** A job, as it stands in the file. */
export interface JobDocument {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: unknown;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly defaults?: RunDefaults;
  readonly environment?: unknown;
  readonly strategy?: {
    readonly matrix?: unknown;
    readonly 'fail-fast'?: unknown;
    readonly 'max-parallel'?: unknown;
  };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: unknown;
  readonly steps?: readonly StepDocument[];
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: 'inherit' | Readonly<Record<string, unknown>>;
}

/** An input of `workflow_dispatch` or `workflow_call`. */
export interface InputDocument {
  readonly type?: string;
  readonly default?: unknown;
  readonly required?: boolean;
  readonly options?: readonly string[];
}

/** The part of `on` that this host looks at. */
export interface CallableDocument {
  readonly inputs?: Readonly<Record<string, InputDocument>>;
  readonly outputs?: Readonly<Record<string, { readonly value: string }>>;
}

/** A workflow, as it stands in the file. */
export interface WorkflowDocument {
  readonly name?: string;
  readonly on: Readonly<Record<string, CallableDocument | null>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly defaults?: RunDefaults;
  readonly jobs: Readonly<Record<string, JobDocument>>;
}

/**
 * Reads a file below a checkout.
 * @throws Error with every finding of GitHub's parser
 */
export async function readWorkflow(checkout: string, file: string): Promise<WorkflowDocument> {
  const content = readFileSync(join(checkout, file), 'utf8');
  const problems = await problemsOf(file, content);
  if (problems.length > 0) throw new Error(`GitHub refuses ${file}:\n${problems.join('\n')}`);
  const document = parse(content) as Omit<WorkflowDocument, 'on'> & { readonly on: unknown };
  return { ...document, on: triggersOf(document.on) };
}

/** Every finding of GitHub's own parser about a workflow text. None means that GitHub accepts it. */
export async function problemsOf(name: string, content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map((error) => error.message);
}

function triggersOf(on: unknown): WorkflowDocument['on'] {
  if (typeof on === 'string') return { [on]: null };
  if (Array.isArray(on)) return Object.fromEntries(on.map((event: string) => [event, null]));
  return on as WorkflowDocument['on'];
}
