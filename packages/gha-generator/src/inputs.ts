/** The inputs of a workflow, as GitHub asks for them and hands them on. @module */
import { type ExprNode, type JsonSchema, type Plan, travelsAsText } from '@sluice/core/plan';
import { arrived } from './expression/border.ts';
import { call, either, equals, githubPath, literal } from './expression/rewrite.ts';
import type { WorkflowFindings } from './findings.ts';
import type { CallInput, DispatchInput } from './model/workflow.ts';

/** The most fields that GitHub shows in a dispatch form. */
const MAX_DISPATCH_INPUTS = 25;

/** How GitHub asks for an input. What no form can show is asked for as JSON text. */
export type InputForm =
  | { readonly kind: 'text' | 'flag' | 'number' | 'json' }
  | { readonly kind: 'choice'; readonly options: readonly string[] };

/** The form of an input of this schema. */
export function inputForm(schema: JsonSchema): InputForm {
  if (typeof schema !== 'object') return { kind: 'json' };
  const choices = schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']]);
  if (Array.isArray(choices)) {
    return choices.every((each) => typeof each === 'string')
      ? { kind: 'choice', options: choices as readonly string[] }
      : { kind: 'json' };
  }
  switch (schema['type']) {
    case 'string':
      return { kind: 'text' };
    case 'boolean':
      return { kind: 'flag' };
    case 'number':
    case 'integer':
      return { kind: 'number' };
    default:
      return { kind: 'json' };
  }
}

/** The dispatch form of a plan. A text that names the environment of a job is asked for as one. */
export function dispatchInputs(
  plan: Plan,
  findings: WorkflowFindings,
): Readonly<Record<string, DispatchInput>> {
  const names = Object.keys(plan.inputs);
  if (names.length > MAX_DISPATCH_INPUTS) {
    findings.refuse(
      `A dispatch form has at most ${MAX_DISPATCH_INPUTS} fields, and there are ${names.length} inputs.`,
      ['inputs'],
      'Put some of them into one input, or choose the shown ones with `dispatchable`.',
    );
  }
  const environments = environmentInputs(plan);
  return Object.fromEntries(
    names.map((name) => {
      const input = plan.inputs[name]!;
      const form = inputForm(input.schema);
      const type =
        form.kind === 'choice'
          ? 'choice'
          : form.kind === 'text'
            ? environments.has(name)
              ? 'environment'
              : 'string'
            : form.kind === 'json'
              ? 'string'
              : form.kind === 'flag'
                ? 'boolean'
                : 'number';
      return [
        name,
        {
          ...describe(input, form),
          type,
          required: isRequired(input),
          ...defaultOf(input, form),
          ...(form.kind === 'choice' && { options: form.options }),
        },
      ];
    }),
  );
}

/** The inputs of a plan that others call. */
export function callInputs(plan: Plan): Readonly<Record<string, CallInput>> {
  return Object.fromEntries(
    Object.entries(plan.inputs).map(([name, input]) => {
      const form = inputForm(input.schema);
      const type = form.kind === 'flag' ? 'boolean' : form.kind === 'number' ? 'number' : 'string';
      return [
        name,
        {
          ...describe(input, form),
          type,
          required: isRequired(input),
          ...defaultOf(input, form),
        },
      ];
    }),
  );
}

/**
 * What `inputs.<name>` of a plan is on GitHub. Events that bring no inputs leave it null; where such events start the
 * workflow, the default is written out. An optional number or flag that nobody gave reads as null as well.
 */
export function inputNode(plan: Plan, name: string, otherEvents: boolean): ExprNode {
  const node = githubPath('inputs', name);
  const input = plan.inputs[name];
  if (input === undefined) return node;
  const form = inputForm(input.schema);
  const usual = input.default;
  if (form.kind === 'json') {
    const text =
      usual === undefined || !otherEvents ? node : either(node, literal(JSON.stringify(usual)));
    return arrived(text, input.schema);
  }
  if (usual === undefined || !otherEvents || typeof usual === 'object') return node;
  if (travelsAsText(input.schema) || usual === false || usual === 0) {
    return usual === '' ? node : either(node, literal(usual));
  }
  if (usual === true) {
    return { op: '!=', left: call('toJSON', node), right: literal('false') };
  }
  return call('case', equals(call('toJSON', node), literal('null')), literal(usual), node);
}

function isRequired(input: Plan['inputs'][string]): boolean {
  return input.required && input.default === undefined;
}

function describe(
  { description }: Plan['inputs'][string],
  form: InputForm,
): { readonly description?: string } {
  const note = form.kind === 'json' ? 'JSON' : undefined;
  if (description === undefined) return note === undefined ? {} : { description: note };
  return { description: note === undefined ? description : `${description} (${note})` };
}

function defaultOf(
  input: Plan['inputs'][string],
  form: InputForm,
): { readonly default?: string | boolean | number } {
  const value = input.default;
  if (value === undefined) return {};
  if (form.kind === 'json') return { default: JSON.stringify(value) };
  return { default: value as string | boolean | number };
}

/** The inputs that are, as a whole, the name of a job's environment. */
function environmentInputs(plan: Plan): ReadonlySet<string> {
  const names = new Set<string>();
  for (const step of plan.steps) {
    const match = /^\$\{\{ inputs\.([A-Za-z_][\w-]*) \}\}$/.exec(
      step.placement?.environment?.name ?? '',
    );
    if (match?.[1] !== undefined) names.add(match[1]);
  }
  return names;
}
