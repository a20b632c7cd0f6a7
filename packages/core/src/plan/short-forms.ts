/** The short forms of hand-written plans, and what each stands for. @module */
import { parseDuration } from './duration.ts';
import type { Json } from './names.ts';
import { BUILT_IN_KINDS, PLAN, RUN, STEP } from './plan-shape.ts';
import { isRecord, type ObjectShape, own, type Shape } from './shape.ts';

type JsonRecord = { readonly [key: string]: Json };
type Draft = Record<string, Json>;

/** The key that tells the kind of a `run` that does not say it. */
const TELLING_KEYS: readonly (readonly [key: string, kind: string])[] = [
  ['task', 'task'],
  ['command', 'shell'],
  ['language', 'script'],
  ['prompt', 'llm'],
  ['acceptors', 'gate'],
  ['over', 'each'],
  ['plan', 'workflow'],
];

/** A plan with its short forms written out. What is not understood stays as it is, for validation to report. */
export function expandPlan(json: Json): Json {
  if (!isRecord(json)) return json;
  const plan: Draft = { ...json };
  if (typeof plan['on'] === 'string') plan['on'] = [plan['on']];
  if (Array.isArray(plan['on'])) {
    plan['on'] = plan['on'].map((each: Json) => (isText(each) ? { event: each } : each));
  }
  if (isRecord(plan['inputs'])) plan['inputs'] = mapRecord(plan['inputs'], expandInput);
  expandSteps(plan);
  return fill(plan, PLAN);
}

/** `edges: [{from, to}]` and the steps beside it. */
function expandSteps(draft: Draft): void {
  const { edges, steps } = draft;
  if (!Array.isArray(steps)) return;
  const needs = Array.isArray(edges) ? needsOfEdges(edges, steps) : undefined;
  if (needs !== undefined) delete draft['edges'];
  draft['steps'] = steps.map((each: Json) => expandStep(each, needs));
}

/** The needs that edges say, by step; undefined when they are not all edges between steps, so that validation sees them. */
function needsOfEdges(
  edges: readonly Json[],
  steps: readonly Json[],
): Map<Json, Json[]> | undefined {
  const ids = new Set(steps.map((each) => (isRecord(each) ? own(each, 'id') : undefined)));
  const needs = new Map<Json, Json[]>();
  for (const edge of edges) {
    if (!isRecord(edge) || Object.keys(edge).length !== 2) return undefined;
    const [from, to] = [own(edge, 'from'), own(edge, 'to')];
    if (!isText(from) || !isText(to) || !ids.has(to)) return undefined;
    const list = needs.get(to) ?? [];
    list.push(from);
    needs.set(to, list);
  }
  return needs;
}

function expandStep(json: Json, edges: Map<Json, Json[]> | undefined): Json {
  if (!isRecord(json)) return json;
  const step: Draft = { ...json };
  const { id } = step;
  listify(step, 'needs', 'artifacts', 'secrets');
  const added = id === undefined ? undefined : edges?.get(id);
  if (added !== undefined && (step['needs'] === undefined || Array.isArray(step['needs']))) {
    step['needs'] = [...new Set([...((step['needs'] as Json[] | undefined) ?? []), ...added])];
  }
  if (isText(step['run'])) step['run'] = { kind: 'shell', command: step['run'] };
  if (isRecord(step['run'])) step['run'] = expandRun(step['run']);
  if (Array.isArray(step['outputs']) && step['outputs'].every(isText)) {
    step['outputs'] = Object.fromEntries(
      step['outputs'].map((name: string) => [name, { type: 'string' }]),
    );
  }
  if (isRecord(step['outputs'])) step['outputs'] = mapRecord(step['outputs'], expandSchema);
  if (typeof step['retry'] === 'number') step['retry'] = { attempts: step['retry'] };
  if (isRecord(step['retry'])) step['retry'] = duration(step['retry'], 'backoff', 'backoffMs');
  if (isRecord(step['matrix'])) step['matrix'] = expandMatrix(step['matrix']);
  return fill(duration(step, 'timeout', 'timeoutMs'), STEP);
}

function expandRun(json: JsonRecord): Json {
  const run: Draft = { ...json };
  if (run['kind'] === undefined) {
    const telling = TELLING_KEYS.find(([key]) => run[key] !== undefined);
    if (telling !== undefined) run['kind'] = telling[1];
  }
  const kind = run['kind'];
  if (kind === 'each') expandSteps(run);
  if (kind === 'gate') {
    listify(run, 'acceptors');
    const deadline = run['deadline'];
    if (isText(deadline)) run['deadline'] = { after: deadline };
    if (isRecord(run['deadline'])) run['deadline'] = duration(run['deadline'], 'after', 'afterMs');
    const reject = run['onReject'];
    if (isRecord(reject) && isText(reject['rework'])) {
      run['onReject'] = { ...reject, rework: [reject['rework']] };
    }
  }
  if (kind === 'workflow' && run['plan'] !== undefined) run['plan'] = expandPlan(run['plan']);
  if (!isText(kind) || !BUILT_IN_KINDS.includes(kind)) return run;
  return fill(run, RUN.cases[kind]!);
}

function expandMatrix(json: JsonRecord): Json {
  const axes = own(json, 'axes');
  return isRecord(axes) ? { ...json, axes: Object.entries(axes) } : json;
}

function expandInput(json: Json): Json {
  if (isText(json)) return { schema: { type: json }, required: true };
  if (!isRecord(json)) return json;
  const input: Draft = { ...json };
  const schema = own(json, 'schema');
  const type = own(json, 'type');
  if (schema === undefined && isText(type)) {
    input['schema'] = { type, ...(Array.isArray(json['enum']) && { enum: json['enum'] }) };
    delete input['type'];
    if (Array.isArray(json['enum'])) delete input['enum'];
  } else if (schema !== undefined) input['schema'] = expandSchema(schema);
  if (input['required'] === undefined) input['required'] = input['default'] === undefined;
  return input;
}

function expandSchema(json: Json): Json {
  return isText(json) ? { type: json } : json;
}

/** Puts what is required and has a usual value where it is missing, at every depth of known keys. */
function fill(draft: JsonRecord, shape: ObjectShape): Json {
  const filled: Draft = { ...draft };
  for (const [key, { fill: usual, shape: of }] of Object.entries(shape.keys)) {
    const value = filled[key];
    if (value === undefined) {
      if (usual !== undefined) filled[key] = usual;
    } else filled[key] = fillInside(value, of);
  }
  return filled;
}

function fillInside(value: Json, shape: Shape): Json {
  if (!isRecord(value)) return value;
  if (shape.is === 'object') return fill(value, shape);
  if (shape.is === 'either') {
    const found = shape.of.find((each) => each.is === 'object');
    return found === undefined ? value : fillInside(value, found);
  }
  return value;
}

/** Takes a duration under its short key or as a text. One that cannot be read stays as it is. */
function duration(json: JsonRecord, short: string, key: string): JsonRecord {
  const from = own(json, key) === undefined && own(json, short) !== undefined ? short : key;
  const value = own(json, from);
  const milliseconds = isText(value) ? parseDuration(value) : value;
  if (typeof milliseconds !== 'number') return json;
  const result: Draft = { ...json };
  delete result[from];
  result[key] = milliseconds;
  return result;
}

function listify(draft: Draft, ...keys: string[]): void {
  for (const key of keys) if (isText(draft[key])) draft[key] = [draft[key]];
}

function mapRecord(json: JsonRecord, map: (value: Json) => Json): Json {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, map(value)]));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
