/** What single steps get wrong: kinds, tasks, matrices, loops, documents, conditions that never hold. @module */
import { parseExpression } from '../expression/parse.ts';
import { usesStatusFunction } from '../expression/references.ts';
import { wholeExpression } from '../expression/template.ts';
import type { Known } from '../known.ts';
import type { Json } from '../names.ts';
import { BUILT_IN_KINDS } from '../plan-shape.ts';
import { isRecord, own } from '../shape.ts';
import { didYouMean, nearest } from '../suggest.ts';
import { loopsOf } from './expressions.ts';
import type { Findings } from './findings.ts';
import { listOf, pathOf, recordOf, type Scope, type ScopeStep, textOf } from './scope.ts';
import { nestedPlan } from './step-parts.ts';

/** The most legs that GitHub gives a matrix. */
export const MAX_LEGS = 256;

/** Everything about a step that needs neither its neighbours' outputs nor its expressions. */
export function checkSteps(scope: Scope, known: Known, findings: Findings): void {
  for (const step of scope.steps) {
    checkKind(scope, step, known, findings);
    checkMatrix(scope, step, findings);
    checkLoop(scope, step, findings);
    checkDocumentOutput(scope, step, findings);
    checkSkippedNeed(scope, step, findings);
    checkRetry(scope, step, findings);
  }
}

function checkKind(scope: Scope, step: ScopeStep, known: Known, findings: Findings): void {
  const { kind } = step;
  if (kind === undefined) return;
  if (!BUILT_IN_KINDS.includes(kind)) {
    const shape = own(known.kindShapes ?? {}, kind);
    if (shape !== undefined) return checkInputs(scope, step, shape.inputs, findings);
    if (known.kinds?.includes(kind)) return;
    const all = [...BUILT_IN_KINDS, ...(known.kinds ?? [])];
    // Without a list of kinds only a slip of the pen is certain.
    if (known.kinds === undefined && nearest(kind, all) === undefined) return;
    findings.add(
      'WORKFLOW_INVALID',
      `There is no kind of step \`${kind}\`.`,
      pathOf(scope, step, 'run', 'kind'),
      {
        hint: didYouMean(kind, all) ?? `Register \`${kind}\`, or use a built-in kind.`,
      },
    );
    return;
  }
  const look = (
    name: string | undefined,
    names: readonly string[] | undefined,
    what: string,
    ...at: string[]
  ): void => {
    if (name === undefined || names === undefined || names.includes(name)) return;
    const code =
      what === 'task'
        ? 'TASK_UNKNOWN'
        : what === 'prompt'
          ? 'PROMPT_UNKNOWN'
          : 'WORKFLOW_NOT_FOUND';
    findings.add(code, `There is no ${what} \`${name}\`.`, pathOf(scope, step, 'run', ...at), {
      hint: didYouMean(name, names) ?? `Define the ${what} \`${name}\`.`,
    });
  };
  if (kind === 'task') {
    look(textOf(step.run, 'task'), known.tasks, 'task', 'task');
    checkInputs(
      scope,
      step,
      own(known.taskShapes ?? {}, textOf(step.run, 'task') ?? '')?.inputs,
      findings,
    );
  } else if (kind === 'workflow') {
    look(textOf(step.run, 'name'), known.workflows, 'workflow', 'name');
    const plan = nestedPlan(step, known);
    if (plan !== undefined)
      checkInputs(scope, step, inputsOfPlan(recordOf(plan, 'inputs')), findings);
  } else if (kind === 'llm') {
    look(textOf(recordOf(step.run, 'prompt'), 'name'), known.prompts, 'prompt', 'prompt', 'name');
  }
}

function inputsOfPlan(inputs: { readonly [key: string]: Json }): Json {
  const required = Object.entries(inputs)
    .filter(
      ([, input]) =>
        isRecord(input) && input['required'] === true && own(input, 'default') === undefined,
    )
    .map(([name]) => name);
  return { properties: inputs, required };
}

function checkInputs(
  scope: Scope,
  step: ScopeStep,
  schema: Json | undefined,
  findings: Findings,
): void {
  if (!isRecord(schema) || !isRecord(own(schema, 'properties'))) return;
  const names = Object.keys(recordOf(schema, 'properties'));
  const inputs = recordOf(step.run, 'inputs');
  const path = pathOf(scope, step, 'run', 'inputs');
  const allowed = new Set(names);
  for (const name of Object.keys(inputs)) {
    if (allowed.has(name)) continue;
    findings.add('INPUT_INVALID', `There is no input \`${name}\`.`, [...path, name], {
      hint: didYouMean(name, names) ?? 'Remove it.',
    });
  }
  for (const name of listOf(schema, 'required')) {
    if (typeof name !== 'string' || own(inputs, name) !== undefined) continue;
    findings.add('INPUT_INVALID', `The input \`${name}\` is missing.`, path, {
      hint: `Give \`${name}\`.`,
    });
  }
}

function checkMatrix(scope: Scope, step: ScopeStep, findings: Findings): void {
  const matrix = own(step.raw, 'matrix');
  if (!isRecord(matrix)) return;
  const path = pathOf(scope, step, 'matrix');
  const seen = new Map<string, readonly Json[] | undefined>();
  let legs = 1;
  for (const [at, axis] of listOf(matrix, 'axes').entries()) {
    if (!Array.isArray(axis) || typeof axis[0] !== 'string') continue;
    const name: string = axis[0];
    const values = Array.isArray(axis[1]) ? (axis[1] as Json[]) : undefined;
    if (seen.has(name)) {
      findings.add(
        'MATRIX_INVALID',
        `Two axes have the name \`${name}\`.`,
        [...path, 'axes', at, 0],
        { hint: 'Rename one of them.' },
      );
    }
    seen.set(name, values);
    if (values?.length === 0) {
      findings.add(
        'MATRIX_INVALID',
        `The axis \`${name}\` has no values.`,
        [...path, 'axes', at, 1],
        { hint: 'List at least one.' },
      );
    }
    legs *= values?.length ?? 1;
  }
  if (seen.size === 0 && listOf(matrix, 'include').length === 0) {
    findings.add('MATRIX_INVALID', 'The matrix has neither axes nor `include`.', path, {
      hint: 'Add an axis.',
    });
  }
  if (legs > MAX_LEGS && listOf(matrix, 'exclude').length === 0) {
    findings.add('MATRIX_INVALID', `The matrix has ${legs} legs.`, [...path, 'axes'], {
      hint: `Use at most ${MAX_LEGS}.`,
    });
  }
  for (const [at, cell] of listOf(matrix, 'exclude').entries()) {
    for (const name of isRecord(cell) ? Object.keys(cell) : []) {
      const values = seen.get(name);
      const value = (cell as { readonly [key: string]: Json })[name];
      if (!seen.has(name)) {
        findings.add(
          'MATRIX_INVALID',
          `The matrix has no axis \`${name}\` to exclude from.`,
          [...path, 'exclude', at, name],
          {
            hint: didYouMean(name, seen.keys()),
          },
        );
      } else if (values !== undefined && typeof value !== 'object' && !values.includes(value!)) {
        findings.add(
          'MATRIX_INVALID',
          `\`${String(value)}\` is not on the axis \`${name}\`.`,
          [...path, 'exclude', at, name],
          {
            hint: didYouMean(String(value), values.map(String)),
          },
        );
      }
    }
  }
}

function checkLoop(scope: Scope, step: ScopeStep, findings: Findings): void {
  if (step.kind !== 'each') return;
  const loop = textOf(step.run, 'loop');
  if (loop !== undefined && loopsOf(scope).includes(loop)) {
    findings.add(
      'ITERATION_INVALID',
      `An iteration around this is called \`${loop}\` too.`,
      pathOf(scope, step, 'run', 'loop'),
      {
        hint: 'Give it a name of its own.',
      },
    );
  }
  const over = textOf(step.run, 'over');
  if (over !== undefined && over !== '' && !over.includes('${{')) {
    findings.add(
      'ITERATION_INVALID',
      `\`${over}\` is not the expression of a list.`,
      pathOf(scope, step, 'run', 'over'),
      {
        // Expressions have no lists of their own.
        hint: /^\s*\[/.test(over)
          ? 'Write the list as JSON: `${{ fromJSON(\'["a", "b"]\') }}`.'
          : `Write \`\${{ ${over} }}\`.`,
      },
    );
  }
}

function checkDocumentOutput(scope: Scope, step: ScopeStep, findings: Findings): void {
  const output = textOf(recordOf(step.raw, 'produces'), 'output');
  const outputs = own(step.raw, 'outputs');
  if (output === undefined || !isRecord(outputs) || own(outputs, output) !== undefined) return;
  if (step.kind === 'llm' && ['text', 'document', 'answer'].includes(output)) return;
  findings.add(
    'OUTPUT_UNDECLARED',
    `The step \`${step.id}\` has no output \`${output}\`.`,
    pathOf(scope, step, 'produces', 'output'),
    {
      hint: didYouMean(output, Object.keys(outputs)) ?? `Declare \`${output}\`.`,
    },
  );
}

/** Attempts are what workers make: a step that no worker executes has none to repeat. */
function checkRetry(scope: Scope, step: ScopeStep, findings: Findings): void {
  const isGate = step.kind === 'gate';
  if (!isGate && step.kind !== 'each' && step.kind !== 'workflow') return;
  const attempts = own(recordOf(step.raw, 'retry'), 'attempts');
  if (typeof attempts !== 'number' || attempts <= 1) return;
  const what = isGate ? 'a gate' : step.kind === 'each' ? 'an iteration' : 'a nested workflow';
  findings.add(
    'WORKFLOW_INVALID',
    `The step \`${step.id}\` is ${what}, which \`retry\` cannot repeat.`,
    pathOf(scope, step, 'retry'),
    {
      hint: isGate
        ? 'Remove it, or let a rejection ask for `rework`.'
        : 'Move it to the steps in it.',
    },
  );
}

function checkSkippedNeed(scope: Scope, step: ScopeStep, findings: Findings): void {
  const when = conditionOf(step);
  if (when === undefined || step.needs.length === 0) return;
  const skipped = step.needs.filter((id) => {
    const need = scope.byId.get(id);
    return need !== undefined && conditionOf(need) !== undefined;
  });
  if (skipped.length === 0) return;
  const node = wholeExpression(when) ?? parsed(when);
  if (node === undefined || usesStatusFunction(node)) return;
  const [id] = skipped;
  findings.add(
    'WHEN_SKIPPED_NEED',
    `The step \`${step.id}\` is skipped whenever \`${id}\` is, whatever its own condition says.`,
    pathOf(scope, step, 'when'),
    {
      severity: 'warning',
      hint: `Write \`!failure() && !cancelled() && (${when})\` if it should run all the same.`,
    },
  );
}

function parsed(text: string): ReturnType<typeof wholeExpression> {
  const result = parseExpression(text);
  return result.ok ? result.node : undefined;
}

function conditionOf(step: ScopeStep): string | undefined {
  const when = textOf(step.raw, 'when')?.trim();
  return when === '' ? undefined : when;
}
