/**
 * Workflows as nodes and edges, the JSON that planners of other tools write, become plans. What a plan cannot say is
 * told node by node; nothing is left out in silence.
 * @module
 */
import {
  canonicalJson,
  type Diagnostic,
  type Json,
  type JsonObject,
  toKebab,
} from '@sluice/core/plan';
import { needsOf } from './edges.ts';
import { outputExpression, outputKeys, outputsObject } from './node-outputs.ts';
import { type NodeContext, nodeStep, rewriteJson } from './node-step.ts';
import type { Names } from './references.ts';

/** What came of an import. */
export interface Imported {
  /** The plan as people would write it; reading it gives the verdict. */
  readonly plan: Json;
  /** What could not be expressed (errors), and what differs (warnings). Paths lead into the imported JSON. */
  readonly findings: readonly Diagnostic[];
}

/** A node as far as others refer to it. */
interface Node {
  readonly id: string;
  readonly index: number;
  readonly type: string;
  readonly raw: JsonObject;
  /** The id of its step. */
  readonly step: string;
  readonly batch: JsonObject | undefined;
}

/** Whether JSON is a workflow of nodes and edges. */
export function isNodesAndEdges(json: Json): json is JsonObject {
  return isObject(json) && Array.isArray(json['nodes']) && json['steps'] === undefined;
}

/** Converts a workflow of nodes and edges. `name` is what the plan is called when the JSON does not say. */
export function importNodesAndEdges(json: JsonObject, name: string): Imported {
  const findings: Diagnostic[] = [];
  const say = (
    severity: Diagnostic['severity'],
    path: readonly (string | number)[],
    message: string,
    hint?: string,
  ): void => {
    findings.push({
      code: 'WORKFLOW_INVALID',
      severity,
      message,
      ...(hint !== undefined && { hint }),
      path,
    });
  };
  const nodes = readNodes(json, say);
  const inputs = objectAt(json, 'inputs');
  for (const key of Object.keys(json)) {
    if (!KNOWN_KEYS.includes(key)) {
      say('warning', [key], `\`${key}\` has no counterpart in a plan, and is left out.`);
    }
  }
  if (json['enable_namespacing'] === false) {
    say('error', ['enable_namespacing'], 'Outputs belong to their step here.');
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const mapped = mappedOutputs(nodes);
  const namesFor = (loop: Loop | undefined): Names => {
    const expressionOf = (path: string): string | undefined => {
      const [, head = '', rest = ''] = /^([^.[]+)(.*)$/.exec(path) ?? [];
      if (loop !== undefined && head === loop.alias) return `each.${loop.name}.item${rest}`;
      if (loop !== undefined && path === '__index__') return `each.${loop.name}.index`;
      const node = byId.get(head);
      const [, key, tail = ''] = /^\.([^.[]+)(.*)$/.exec(rest) ?? [];
      if (node !== undefined && key !== undefined) return nodeExpression(node, key, tail);
      if (Object.hasOwn(inputs, head)) return inputExpression(inputs[head]!, head, rest);
      const from = mapped.get(head);
      return from && `steps.${from.step}.outputs.${from.key}${rest}`;
    };
    return {
      expressionOf,
      isDeclared: (key) => Object.hasOwn(inputs, key) || mapped.has(key) || key === loop?.alias,
    };
  };
  const contextFor = (node: Node, loop?: Loop): NodeContext => ({
    names: namesFor(loop),
    say: (severity, key, message, hint) =>
      say(severity, ['nodes', node.index, 'params', key], `\`${node.id}\`: ${message}`, hint),
    importPlan(child, key) {
      if (!isNodesAndEdges(child)) return child;
      const made = importNodesAndEdges(child, node.step);
      for (const found of made.findings) {
        const path = ['nodes', node.index, 'params', key, ...(found.path ?? [])];
        findings.push({ ...found, path, message: `\`${node.id}\`: ${found.message}` });
      }
      return made.plan;
    },
  });

  const order = needsOf(json, nodes, say);
  const steps = nodes.map((node) => {
    const { purpose } = node.raw;
    const shown = typeof purpose === 'string' ? purpose : node.id;
    return {
      id: node.step,
      ...(shown !== node.step && { name: shown }),
      ...order.get(node.id),
      ...stepOf(node, contextFor),
    };
  });
  const outputNames = { names: namesFor(undefined) };
  const plan: JsonObject = {
    irVersion: 1,
    name: toKebab(typeof json['name'] === 'string' ? json['name'] : name) || 'imported',
    ...(typeof json['description'] === 'string' && { description: json['description'] }),
    inputs: readInputs(inputs, say),
    outputs: readOutputs(objectAt(json, 'outputs'), nodes, outputNames.names, say),
    steps,
  };
  return { plan, findings };
}

const KNOWN_KEYS: readonly string[] = [
  ...['ir_version', 'name', 'description', 'nodes', 'edges', 'start_node', 'inputs', 'outputs'],
  ...['enable_namespacing', 'template_resolution_mode', '$schema'],
];

type Say = (
  severity: Diagnostic['severity'],
  path: readonly (string | number)[],
  message: string,
  hint?: string,
) => void;

/** The name under which the body of a batch sees its item. */
interface Loop {
  readonly alias: string;
  readonly name: string;
}

function readNodes(json: JsonObject, say: Say): readonly Node[] {
  const nodes: Node[] = [];
  const taken = new Set<string>();
  for (const [index, raw] of (json['nodes'] as readonly Json[]).entries()) {
    const { id, type, batch, ...rest } = isObject(raw) ? raw : {};
    if (!isObject(raw) || typeof id !== 'string' || typeof type !== 'string') {
      say('error', ['nodes', index], 'A node has an `id` and a `type`.', 'Add what is missing.');
      continue;
    }
    let step = toKebab(id) || 'step';
    for (let again = 2; taken.has(step); again++) step = `${toKebab(id) || 'step'}-${again}`;
    taken.add(step);
    for (const key of Object.keys(rest)) {
      if (key === 'params' || key === 'purpose' || key.startsWith('_')) continue;
      say('warning', ['nodes', index, key], `\`${id}\`: \`${key}\` has no counterpart in a plan.`);
    }
    nodes.push({ id, index, type, raw, step, batch: isObject(batch) ? batch : undefined });
  }
  return nodes;
}

/** The step of a node: what it runs, in an iteration when the node is a batch. */
function stepOf(node: Node, contextFor: (node: Node, loop?: Loop) => NodeContext): JsonObject {
  const params = objectAt(node.raw, 'params');
  const { batch } = node;
  if (batch === undefined) {
    const { run, beside } = nodeStep(node.type, params, contextFor(node));
    return { ...beside, run };
  }
  const alias = typeof batch['as'] === 'string' ? batch['as'] : 'item';
  const loop = { alias, name: toKebab(alias) || 'item' };
  const inner = `${node.step}-item`.slice(-50);
  const { run, beside } = nodeStep(node.type, params, contextFor(node, loop));
  const tries = typeof batch['max_retries'] === 'number' ? batch['max_retries'] : 1;
  const wait = typeof batch['retry_wait'] === 'number' ? batch['retry_wait'] : 0;
  const width = typeof batch['max_concurrent'] === 'number' ? batch['max_concurrent'] : 10;
  return {
    run: {
      kind: 'each',
      loop: loop.name,
      over: itemsOf(batch['items'], contextFor(node)),
      maxParallel: batch['parallel'] === true ? width : 1,
      ...(batch['error_handling'] === 'continue' && { failFast: false }),
      steps: [
        {
          id: inner,
          ...beside,
          ...(tries > 1 && { retry: { attempts: tries, backoffMs: wait * 1000 } }),
          run,
        },
      ],
      outputs: { all: `\${{ ${outputsObject(node.type, `steps.${inner}`)} }}` },
    },
  };
}

function itemsOf(items: Json | undefined, context: NodeContext): string {
  if (typeof items === 'string') return String(rewriteJson(items, 'batch', context));
  if (Array.isArray(items)) {
    const text = canonicalJson(items as Json);
    if (canonicalJson(rewriteJson(items as Json, 'batch', context)) === text) {
      return `\${{ fromJSON('${text.replaceAll("'", "''")}') }}`;
    }
  }
  context.say('error', 'batch', 'The items of a batch are one reference, or a list without any.');
  return "${{ fromJSON('[]') }}";
}

/** `${node.key.rest}`. The results of a batch are the list of what its turns gave. */
function nodeExpression(node: Node, key: string, rest: string): string | undefined {
  const step = `steps.${node.step}`;
  if (node.batch !== undefined) {
    return key === 'results' ? `${step}.outputs.all${rest}` : undefined;
  }
  const file = objectAt(node.raw, 'params')['file_path'];
  if (key === 'file_path' && typeof file === 'string' && !file.includes('$')) {
    return `'${file.replaceAll("'", "''")}'`;
  }
  return outputExpression(node.type, step, key, rest);
}

/** A text that is asked for a part of it is taken for JSON. */
function inputExpression(input: Json, name: string, rest: string): string {
  const isText = isObject(input) && /^str/.test(String(input['type'] ?? ''));
  const at = /^[A-Za-z_][\w-]*$/.test(name) ? `inputs.${name}` : `inputs['${name}']`;
  return isText && rest !== '' ? `fromJSON(${at})${rest}` : `${at}${rest}`;
}

/** `output_mapping`: names that nested workflows give to their outputs. */
function mappedOutputs(nodes: readonly Node[]): Map<string, { step: string; key: string }> {
  const mapped = new Map<string, { step: string; key: string }>();
  for (const { raw, step } of nodes) {
    for (const [key, name] of Object.entries(objectAt(objectAt(raw, 'params'), 'output_mapping'))) {
      if (typeof name === 'string') mapped.set(name, { step, key });
    }
  }
  return mapped;
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ str: 'string', int: 'integer', float: 'number', bool: 'boolean' },
  ...{ dict: 'object', list: 'array', none: 'null' },
};
const JSON_TYPES: readonly string[] = [
  ...['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'],
];

function readInputs(inputs: JsonObject, say: Say): JsonObject {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, raw]) => {
      const { type, required, default: value, description, ...rest } = isObject(raw) ? raw : {};
      for (const key of Object.keys(rest)) {
        say('warning', ['inputs', name, key], `\`${key}\` of the input \`${name}\` is left out.`);
      }
      const word = typeof type === 'string' ? (TYPES[type] ?? type) : 'any';
      const known = JSON_TYPES.includes(word);
      if (!known && word !== 'any') {
        say('warning', ['inputs', name, 'type'], `\`${word}\` is not a type: anything is taken.`);
      }
      return [
        name,
        {
          schema: known ? { type: word } : true,
          required: required !== false && value === undefined,
          ...(value !== undefined && value !== null && { default: value }),
          ...(typeof description === 'string' && { description }),
        },
      ];
    }),
  );
}

function readOutputs(
  outputs: JsonObject,
  nodes: readonly Node[],
  names: Names,
  say: Say,
): JsonObject {
  const made: Record<string, Json> = {};
  const dropped: string[] = [];
  for (const [name, raw] of Object.entries(outputs)) {
    const { source, ...rest } = isObject(raw) ? raw : {};
    if (Object.keys(rest).length > 0) dropped.push(`\`${name}\``);
    const writer = nodes.findLast((node) => outputKeys(node.type)?.includes(name) === true);
    const from = source ?? (writer && `\${${writer.id}.${name}}`);
    if (typeof from !== 'string') {
      say(
        'error',
        ['outputs', name],
        `The output \`${name}\` does not say where it comes from.`,
        'Give it a `source`.',
      );
      continue;
    }
    const context: NodeContext = {
      names,
      say: (severity, _, message, hint) =>
        say(severity, ['outputs', name], `The output \`${name}\`: ${message}`, hint),
      importPlan: (json) => json,
    };
    made[name] = rewriteJson(from, 'source', context);
  }
  if (dropped.length > 0) {
    say(
      'warning',
      ['outputs'],
      `Outputs of a plan have neither types nor descriptions: those of ${dropped.join(', ')} are left out.`,
    );
  }
  return made;
}

function objectAt(json: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(json, key) ? json[key] : undefined;
  return isObject(value) ? value : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
