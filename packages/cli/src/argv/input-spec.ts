/** What a command can be given, as flags. @module */
import type { Json, JsonSchema, Plan } from '@sluice/core/plan';

/** One input of a command. */
export interface InputSpec {
  readonly name: string;
  /** The name in kebab-case, as it is typed. */
  readonly flag: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  readonly default?: Json;
  readonly description?: string;
}

/** How the text of a flag is read. */
export type InputShape =
  | { readonly kind: 'text' }
  | { readonly kind: 'switch' }
  | { readonly kind: 'number'; readonly integer: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly Json[] }
  | { readonly kind: 'list'; readonly of: InputShape }
  | { readonly kind: 'json' };

/** The inputs of a plan, in its order. */
export function inputSpecs(plan: Pick<Plan, 'inputs'>): readonly InputSpec[] {
  return Object.entries(plan.inputs).map(([name, input]) => ({
    name,
    flag: toFlag(name),
    schema: input.schema,
    required: input.required && input.default === undefined,
    ...(input.default !== undefined && { default: input.default }),
    ...(input.description !== undefined && { description: input.description }),
  }));
}

/** `skipTests` becomes `skip-tests`. */
function toFlag(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[_\s.]+/g, '-')
    .toLowerCase();
}

/** How a flag of this schema is read. */
export function shapeOf(schema: JsonSchema): InputShape {
  if (typeof schema === 'boolean') return { kind: 'text' };
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) {
    const solid = options.filter((each) => !isNull(each));
    return solid.length === 1 ? shapeOf(solid[0] as JsonSchema) : choiceOf(solid as JsonSchema[]);
  }
  const choices = schema['enum'];
  if (Array.isArray(choices)) return { kind: 'choice', choices };
  if (schema['const'] !== undefined) return { kind: 'choice', choices: [schema['const']] };
  const declared = schema['type'];
  const type = Array.isArray(declared) ? declared.find((each) => each !== 'null') : declared;
  switch (type) {
    case 'boolean':
      return { kind: 'switch' };
    case 'integer':
    case 'number':
      return { kind: 'number', integer: type === 'integer' };
    case 'array':
      return { kind: 'list', of: shapeOf((schema['items'] ?? true) as JsonSchema) };
    case 'object':
      return { kind: 'json' };
    default:
      return { kind: 'text' };
  }
}

function choiceOf(options: readonly JsonSchema[]): InputShape {
  const shapes = options.map(shapeOf);
  const choices = shapes.flatMap((shape) => (shape.kind === 'choice' ? shape.choices : []));
  return shapes.every((shape) => shape.kind === 'choice')
    ? { kind: 'choice', choices }
    : { kind: 'json' };
}

function isNull(schema: unknown): boolean {
  return (
    typeof schema === 'object' && schema !== null && (schema as { type?: unknown }).type === 'null'
  );
}

/** What stands for the value of a flag in help: `TEXT`, `dev|prod`, `N`; empty for a switch. */
export function placeholder(shape: InputShape): string {
  switch (shape.kind) {
    case 'text':
      return 'TEXT';
    case 'switch':
      return '';
    case 'number':
      return 'N';
    case 'choice':
      return shape.choices.map(printChoice).join('|');
    case 'list':
      return placeholder(shape.of);
    case 'json':
      return 'JSON';
  }
}

/** A choice as it is typed. */
export function printChoice(choice: Json): string {
  return typeof choice === 'string' ? choice : JSON.stringify(choice);
}
