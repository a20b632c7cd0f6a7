/** The types of saved workflows: what `callSaved` checks names, inputs and outputs against. @module */
import {
  type JsonSchema,
  type Known,
  type Plan,
  parseTemplate,
  type Template,
} from '@sluice/core/plan';
import type { SavedWorkflow } from '@sluice/core/run';
import { key, members, schemaType } from './schema-type.ts';

/** The first line of what is written; a file without it is somebody's own. */
export const MARKER =
  '// Written by `sluice typegen`. It is written anew each time: do not edit it.';

/** A module that tells the compiler of every workflow. Same workflows, same bytes. */
export function printSavedTypes(
  workflows: readonly SavedWorkflow[],
  kinds: NonNullable<Known['kindShapes']>,
): string {
  const byName = new Map(workflows.map((each) => [each.name as string, each.ir]));
  const entries = workflows.map(({ name, description, ir }) => {
    const inputs = Object.entries(ir.inputs ?? {}).map(
      ([input, { schema, required, default: value }]) =>
        [input, schemaType(schema), !required || value !== undefined] as const,
    );
    const outputs = Object.keys(ir.outputs ?? {}).map(
      (output) => [output, schemaType(outputSchema(ir, output, byName, kinds, 0))] as const,
    );
    const about = description.replaceAll('*/', '* /').replaceAll('\n', ' ');
    return [
      ...(about === '' ? [] : [`    /** ${about} */`]),
      `    ${key(name)}: {`,
      `      inputs: ${members(inputs)};`,
      `      outputs: ${members(outputs)};`,
      '    };',
    ].join('\n');
  });
  const body = entries.join('\n');
  const imports = /\bJson\b/.test(body) ? ["import type { Json } from '@sluice/core';"] : [];
  return [
    MARKER,
    '',
    ...(imports.length > 0 ? imports : ["import '@sluice/core';"]),
    '',
    "declare module '@sluice/core' {",
    '  interface SavedWorkflows {',
    ...(body === '' ? [] : [body]),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** What is known of an output: the schema of what a whole expression leads to, text for a mixed one, else anything. */
function outputSchema(
  plan: Plan,
  output: string,
  byName: ReadonlyMap<string, Plan>,
  kinds: NonNullable<Known['kindShapes']>,
  depth: number,
): JsonSchema {
  const template: Template | undefined = plan.outputs[output];
  const parsed = parseTemplate(template ?? '');
  if (!parsed.ok || depth > 16) return true;
  const [part] = parsed.parts;
  if (parsed.parts.length !== 1 || part === undefined || typeof part === 'string') {
    return { type: 'string' };
  }
  const path = /^(inputs|steps)\.([\w-]+)(?:\.outputs\.([\w-]+))?$/.exec(
    template!.replace(/^\$\{\{\s*|\s*\}\}$/g, ''),
  );
  const [, context, id = '', name] = path ?? [];
  if (context === 'inputs' && name === undefined) return plan.inputs[id]?.schema ?? true;
  const step = plan.steps.find((each) => each.id === id);
  if (context !== 'steps' || step === undefined || name === undefined) return true;
  // A matrix gives lists, and a condition may leave nothing.
  if (step.matrix !== undefined || step.when !== undefined) return true;
  const declared = step.outputs?.[name];
  if (declared !== undefined) return declared;
  const { run } = step;
  if (run.kind === 'workflow') {
    const nested = run.plan ?? byName.get(run.name ?? '');
    return nested === undefined ? true : outputSchema(nested, name, byName, kinds, depth + 1);
  }
  if (run.kind === 'shell' || run.kind === 'script') {
    return name === 'exitCode' ? { type: 'integer' } : { type: 'string' };
  }
  return kinds[run.kind]?.outputs?.[name] ?? true;
}
