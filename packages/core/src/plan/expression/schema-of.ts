/** What a plan says about the types of its expressions and outputs. @module */
import type { JsonSchema, Plan, PlanStep } from '../plan.ts';
import type { ExprNode } from './node.ts';
import { wholeExpression } from './template.ts';

/** Where types are declared: the inputs of a plan, and the steps that an expression can see. */
export interface Declarations {
  readonly inputs: Plan['inputs'];
  readonly step: (id: string) => PlanStep | undefined;
}

const TEXT: JsonSchema = { type: 'string' };
const FLAG: JsonSchema = { type: 'boolean' };
const TEXTS: JsonSchema = { type: 'array', items: TEXT };

/** The schema of an expression's values; undefined when nothing is known. */
export function expressionSchema(node: ExprNode, known: Declarations): JsonSchema | undefined {
  switch (node.op) {
    case 'literal':
      return node.value === null ? undefined : { type: typeof node.value };
    case 'context':
      return pathSchema(node.path as readonly (string | undefined)[], known);
    case 'get':
      return property(expressionSchema(node.of, known), node.key);
    case 'index':
      return items(expressionSchema(node.of, known));
    case 'filter':
      return undefined;
    case '!':
      return FLAG;
    case 'call':
      return callSchema(node, known);
    case '&&':
    case '||': {
      const left = expressionSchema(node.left, known);
      const right = expressionSchema(node.right, known);
      return JSON.stringify(left) === JSON.stringify(right) ? left : undefined;
    }
    default:
      return FLAG;
  }
}

function pathSchema(
  [context, name, part, key]: readonly (string | undefined)[],
  known: Declarations,
): JsonSchema | undefined {
  switch (context) {
    case 'inputs':
      return name === undefined ? undefined : known.inputs[name]?.schema;
    case 'vars':
    case 'env':
    case 'secrets':
      return name === undefined ? undefined : TEXT;
    case 'github':
      return name === undefined || name === 'event' ? undefined : TEXT;
    case 'run':
      return TEXT;
    case 'steps': {
      const step = known.step(name!);
      if (part === 'result') return TEXT;
      if (part === 'artifacts') return step?.matrix ? TEXTS : TEXT;
      return part === 'outputs' && step ? stepOutputSchema(step, key!) : undefined;
    }
    case 'each':
      return part === 'key' ? TEXT : part === 'index' ? { type: 'integer' } : undefined;
    default:
      return undefined;
  }
}

/** The schema of a step's output: a list where the step has legs or turns. */
export function stepOutputSchema(step: PlanStep, name: string): JsonSchema | undefined {
  if (step.matrix) {
    return name === 'results' ? TEXTS : { type: 'array', ...itemsOf(legOutput(step, name)) };
  }
  return legOutput(step, name);
}

/** What every step of a kind leaves behind. */
const ALWAYS: Readonly<Partial<Record<string, Readonly<Record<string, JsonSchema>>>>> = {
  shell: { stdout: TEXT, exitCode: { type: 'integer' } },
  script: { stdout: TEXT, exitCode: { type: 'integer' } },
  llm: { text: TEXT },
  gate: {
    accepted: { type: 'boolean' },
    comment: TEXT,
    decidedBy: TEXT,
    decidedAt: TEXT,
  },
  each: { results: { type: 'array', items: TEXT } },
};

/** Without regard to the matrix of the step. */
function legOutput(step: PlanStep, name: string): JsonSchema | undefined {
  if (step.run.kind === 'workflow' && step.run.plan !== undefined) {
    return workflowOutputSchema(step.run.plan, name);
  }
  if (step.run.kind === 'each' && Object.hasOwn(step.run.outputs, name)) return { type: 'array' };
  const declared = step.outputs;
  if (declared !== undefined && Object.hasOwn(declared, name)) return declared[name];
  const always = ALWAYS[step.run.kind];
  return always !== undefined && Object.hasOwn(always, name) ? always[name] : undefined;
}

/** The schema of an output of a workflow, as its own file knows it. */
export function workflowOutputSchema(plan: Plan, name: string): JsonSchema | undefined {
  const text = plan.outputs[name];
  const node = text === undefined ? undefined : wholeExpression(text);
  if (node === undefined) return text === undefined ? undefined : TEXT;
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  return expressionSchema(node, { inputs: plan.inputs, step: (id) => steps.get(id) });
}

function itemsOf(schema: JsonSchema | undefined): { readonly items?: JsonSchema } {
  return schema === undefined ? {} : { items: schema };
}

function callSchema(
  { name, args }: ExprNode & { readonly op: 'call' },
  known: Declarations,
): JsonSchema | undefined {
  switch (name) {
    case 'format':
    case 'join':
    case 'toJSON':
    case 'hashFiles':
      return TEXT;
    case 'fromJSON':
      return undefined;
    case 'case': {
      const values = args.filter((_, at) => at % 2 === 1 || at === args.length - 1);
      const [first, ...rest] = values.map((each) => expressionSchema(each, known));
      return rest.every((each) => JSON.stringify(each) === JSON.stringify(first))
        ? first
        : undefined;
    }
    default:
      return FLAG;
  }
}

function property(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  if (typeof schema !== 'object') return undefined;
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined;
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

function items(schema: JsonSchema | undefined): JsonSchema | undefined {
  return typeof schema === 'object' ? (schema['items'] as JsonSchema | undefined) : undefined;
}

/**
 * Whether a value of this schema travels between jobs and processes as it is. Only texts do: everything else, and
 * what has no schema, travels as JSON.
 */
export function travelsAsText(schema: JsonSchema | undefined): boolean {
  if (typeof schema !== 'object') return false;
  if (schema['type'] !== undefined) return schema['type'] === 'string';
  const choices = schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']]);
  return Array.isArray(choices) && choices.every((each) => typeof each === 'string');
}
