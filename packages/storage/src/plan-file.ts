/** Plans as files of JSON or YAML. The YAML library is loaded when a YAML file is met, and not before. @module */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import {
  canonicalPlan,
  type Diagnostic,
  didYouMean,
  type Json,
  type Known,
  type Plan,
  readPlan,
  WorkflowError,
} from '@sluice/core/plan';
import type { PlanFiles } from '@sluice/core/run';
import type { Document, LineCounter, ParsedNode } from 'yaml';
import { hasCode } from './atomic-file.ts';

const EXTENSIONS = ['.json', '.yaml', '.yml'];

/**
 * The plan in a file. JSON is read as YAML is, so that its findings have lines, too. Throws `WORKFLOW_NOT_FOUND` for a
 * file that is not there, and `WORKFLOW_INVALID` with every finding and its place.
 */
export async function readPlanFile(path: string, known?: Known): Promise<Plan> {
  const extension = extname(path).toLowerCase();
  if (!EXTENSIONS.includes(extension)) {
    throw new WorkflowError('WORKFLOW_INVALID', `\`${path}\` is not a file of a plan.`, {
      hint: didYouMean(extension, EXTENSIONS),
    });
  }
  const text = await readFile(path, 'utf8').catch(async (cause: unknown) => {
    if (!hasCode(cause, 'ENOENT', 'ENOTDIR', 'EISDIR')) throw cause;
    const hint = didYouMean(basename(path), await planFilesIn(dirname(path)));
    throw new WorkflowError('WORKFLOW_NOT_FOUND', `There is no file \`${path}\`.`, { hint, cause });
  });
  return await parsePlanText(text, path, known);
}

async function planFilesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => EXTENSIONS.includes(extname(name).toLowerCase()));
}

/** Plan files for an engine: their paths are relative to a folder. */
export function createPlanFiles(folder: string): PlanFiles {
  return { read: (path, from) => readPlanFile(resolve(from ?? folder, path)) };
}

/** The plan in a text of JSON or YAML; `file` is what locations say. Throws `WORKFLOW_INVALID` like {@link readPlanFile}. */
export async function parsePlanText(text: string, file: string, known?: Known): Promise<Plan> {
  const source = file.toLowerCase().endsWith('.json') ? parseJson(text) : undefined;
  if (source !== undefined) {
    try {
      return readPlan(source, known);
    } catch (error) {
      if (!WorkflowError.is(error, 'WORKFLOW_INVALID')) throw error;
    }
    // Read again, with places: a good file does not pay for the library.
  }
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    version: '1.2',
  });
  const problems = [...document.errors, ...document.warnings].map((each): Diagnostic => {
    const { line, col } = lines.linePos(each.pos[0]);
    return {
      code: 'WORKFLOW_INVALID',
      severity: document.errors.includes(each as never) ? 'error' : 'warning',
      message: sentence(each.message),
      location: { file, line, column: col },
    };
  });
  if (document.errors.length > 0) throw invalid(file, problems);
  let json: Json;
  try {
    json = document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (cause) {
    throw new WorkflowError(
      'WORKFLOW_INVALID',
      `\`${file}\` cannot be read: ${sentence(String((cause as Error).message))}`,
      { cause },
    );
  }
  try {
    return readPlan(json, known);
  } catch (error) {
    if (!WorkflowError.is(error, 'WORKFLOW_INVALID')) throw error;
    const located = error.diagnostics.map((each) => locate(each, document, lines, file));
    throw new WorkflowError('WORKFLOW_INVALID', error.message, {
      hint: error.hint,
      diagnostics: located,
      location: located[0]?.location ?? { file, line: 1, column: 1 },
      cause: error,
    });
  }
}

/** A plan as YAML, in its canonical form. Reading it gives the same plan. */
export async function printPlanYaml(plan: Plan): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(canonicalPlan(plan), {
    version: '1.2',
    lineWidth: 0,
    aliasDuplicateObjects: false,
    // Words that other readers of YAML take for booleans stay texts.
    compat: 'yaml-1.1',
  });
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Gives a finding the place of the node that its path leads to, or of the nearest one above. */
function locate(
  diagnostic: Diagnostic,
  document: Document.Parsed<ParsedNode>,
  lines: LineCounter,
  file: string,
): Diagnostic {
  for (let depth = diagnostic.path?.length ?? 0; depth >= 0; depth--) {
    const node = document.getIn((diagnostic.path ?? []).slice(0, depth), true) as
      | { readonly range?: readonly [number, number, number] | null }
      | undefined;
    if (typeof node !== 'object' || node === null || !node.range) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return { ...diagnostic, location: { file, line, column: col } };
  }
  return { ...diagnostic, location: { file, line: 1, column: 1 } };
}

function invalid(file: string, diagnostics: readonly Diagnostic[]): WorkflowError {
  const first = diagnostics[0]!;
  return new WorkflowError('WORKFLOW_INVALID', `\`${file}\` cannot be read: ${first.message}`, {
    diagnostics,
    location: first.location,
  });
}

/** The first line of a parser's message, without its drawing of the source. */
function sentence(message: string): string {
  const line = message
    .split('\n')[0]!
    .replace(/ at line \d+, column \d+:?$/, '')
    .trim();
  return line.endsWith('.') ? line : `${line}.`;
}
