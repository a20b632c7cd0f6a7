/** Names that differ only in case, and inputs whose default does not fit. @module */
import type { JsonSchema } from '../plan.ts';
import { checkValue } from '../schema/check.ts';
import { schemaProblems } from '../schema/portable.ts';
import { isRecord, own } from '../shape.ts';
import type { Findings, Path } from './findings.ts';
import { pathOf, recordOf, type Scope } from './scope.ts';

/** GitHub folds the case of inputs and outputs, so that two such names would be one. */
export function checkCase(scope: Scope, findings: Findings): void {
  if (scope.outer === undefined) {
    for (const key of ['inputs', 'outputs']) {
      twins(
        Object.keys(recordOf(scope.plan, key)),
        `${key.slice(0, -1)}s`,
        [...scope.path, key],
        findings,
      );
    }
  }
  for (const step of scope.steps) {
    twins(
      Object.keys(recordOf(step.raw, 'outputs')),
      'outputs',
      pathOf(scope, step, 'outputs'),
      findings,
    );
    if (isRecord(own(step.raw, 'matrix'))) {
      if (own(recordOf(step.raw, 'outputs'), 'results') !== undefined) {
        findings.add(
          'MATRIX_INVALID',
          'The output `results` is taken: it holds how each leg ended.',
          pathOf(scope, step, 'outputs', 'results'),
          { hint: 'Choose another name.' },
        );
      }
    }
    if (step.kind !== 'each') continue;
    const path = pathOf(scope, step, 'run', 'outputs');
    const names = Object.keys(recordOf(step.run, 'outputs'));
    twins(names, 'outputs', path, findings);
    if (names.includes('results')) {
      findings.add(
        'ITERATION_INVALID',
        'The output `results` is taken: it holds how each turn ended.',
        [...path, 'results'],
        {
          hint: 'Choose another name.',
        },
      );
    }
  }
}

/** Defaults of the inputs of a plan against their schemas. */
export function checkDefaults(scope: Scope, findings: Findings): void {
  const inputs = recordOf(scope.plan, 'inputs');
  for (const [name, input] of Object.entries(inputs)) {
    if (!isRecord(input)) continue;
    const schema = own(input, 'schema');
    const value = own(input, 'default');
    if (value === undefined || schemaProblems(schema).length > 0) continue;
    const path = [...scope.path, 'inputs', name, 'default'];
    for (const problem of checkValue(schema as JsonSchema, value, path)) {
      findings.add(
        'INPUT_INVALID',
        `The default of \`${name}\` does not fit: ${problem.message}.`,
        problem.path,
        {
          hint: problem.hint ?? 'Change the default or the schema.',
        },
      );
    }
  }
}

function twins(names: readonly string[], what: string, path: Path, findings: Findings): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const before = seen.get(name.toLowerCase());
    if (before === undefined) seen.set(name.toLowerCase(), name);
    else {
      findings.add(
        'GRAPH_DUPLICATE_ID',
        `The ${what} \`${before}\` and \`${name}\` differ only in case.`,
        [...path, name],
        {
          hint: 'Rename one of them.',
        },
      );
    }
  }
}
