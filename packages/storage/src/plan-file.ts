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
import { type Imported, importNodesAndEdges, isNodesAndEdges } from './import/nodes-and-edges.ts';
import { jsonProblem, placeIn } from './json-problem.ts';

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

/** Hears what differs in a workflow of another tool that was read as a plan. */
export type ImportNotice = (warning: Diagnostic) => void;

/**
 * The plan in a text of JSON or YAML; `file` is what locations say. A workflow of nodes and edges is imported in
 * passing, and `notice` hears what differs. Throws `WORKFLOW_INVALID` like {@link readPlanFile}.
 */
export async function parsePlanText(
  text: string,
  file: string,
  known?: Known,
  notice?: ImportNotice,
): Promise<Plan> {
  const source = file.toLowerCase().endsWith('.json') ? parseJson(text) : undefined;
  if (source !== undefined) {
    try {
      return readAny(source, file, known, notice);
    } catch (error) {
      if (!WorkflowError.is(error, 'WORKFLOW_INVALID')) throw error;
    }
    // Read again, with places: a good file does not pay for the library.
  }
  assertJson(text, file);
  const { json, document, lines } = await parseDocument(text, file);
  try {
    return readAny(json, file, known, notice);
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

/** A text of JSON or YAML that holds a workflow of nodes and edges; undefined for any other. */
export async function parseImport(text: string, file: string): Promise<Imported | undefined> {
  assertJson(text, file);
  const { json } = await parseDocument(text, file);
  return isNodesAndEdges(json) ? importNodesAndEdges(json, planNameOf(file)) : undefined;
}

/** Broken JSON is told in the words of JSON. A text without a name is taken for JSON when it begins as JSON does. */
function assertJson(text: string, file: string): void {
  const isYaml = /\.ya?ml$/i.test(file);
  if (isYaml || !(file.toLowerCase().endsWith('.json') || /^\s*\{\s*"/.test(text))) return;
  const problem = jsonProblem(text);
  if (problem === undefined) return;
  const location = { file, ...placeIn(text, problem.offset) };
  throw invalid(file, [
    { code: 'WORKFLOW_INVALID', severity: 'error', message: problem.message, location },
  ]);
}

/** A plan, or what can be read as one. */
function readAny(json: Json, file: string, known?: Known, notice?: ImportNotice): Plan {
  if (!isNodesAndEdges(json)) return readPlan(json, known);
  const { plan, findings } = importNodesAndEdges(json, planNameOf(file));
  const more: Diagnostic[] = [];
  try {
    const read = readPlan(plan, known);
    if (!findings.some((each) => each.severity === 'error')) {
      for (const each of findings) notice?.({ ...each, location: { file, line: 1, column: 1 } });
      return read;
    }
  } catch (error) {
    if (!WorkflowError.is(error, 'WORKFLOW_INVALID')) throw error;
    more.push(...error.diagnostics.map(inNodes));
  }
  throw invalid(file, [...findings, ...more]);
}

/** A finding about a step is one about the node that it was made from. */
function inNodes({ path, ...finding }: Diagnostic): Diagnostic {
  const isStep = path?.[0] === 'steps' && path[1] !== undefined;
  return { ...finding, ...(path && { path: isStep ? ['nodes', path[1]!] : path }) };
}

function planNameOf(file: string): string {
  return basename(file, extname(file));
}

async function parseDocument(
  text: string,
  file: string,
): Promise<{ json: Json; document: Document.Parsed<ParsedNode>; lines: LineCounter }> {
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
  try {
    return { json: document.toJS({ maxAliasCount: 100 }) as Json, document, lines };
  } catch (cause) {
    throw new WorkflowError(
      'WORKFLOW_INVALID',
      `\`${file}\` cannot be read: ${sentence(String((cause as Error).message))}`,
      { cause },
    );
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
