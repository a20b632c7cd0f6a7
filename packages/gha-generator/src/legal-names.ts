/** Names that GitHub takes: of inputs, outputs and artifacts. @module */
import type { Plan } from '@sluice/core/plan';
import type { Path, WorkflowFindings } from './findings.ts';
import { CALLER_INPUT } from './trigger/triggers.ts';

const LEGAL = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Reports names that GitHub refuses. */
export function checkNames(plan: Plan, findings: WorkflowFindings): void {
  for (const name of Object.keys(plan.inputs)) {
    checkName(name, 'input', ['inputs', name], findings);
    if (name === CALLER_INPUT) {
      findings.refuse(
        `The input \`${name}\` is taken: by it a caller says which call it is.`,
        ['inputs', name],
        'Choose another name.',
        'NAME_TAKEN',
      );
    }
  }
  for (const name of Object.keys(plan.outputs)) {
    checkName(name, 'output', ['outputs', name], findings);
  }
  for (const [at, step] of plan.steps.entries()) {
    const path: Path = ['steps', at];
    for (const name of Object.keys(step.outputs ?? {})) {
      checkName(name, 'output', [...path, 'outputs', name], findings);
      if (name.startsWith('artifact-')) {
        findings.refuse(
          `The output \`${name}\` begins like those that say where artifacts are.`,
          [...path, 'outputs', name],
          'Choose a name that does not begin with `artifact-`.',
          'NAME_TAKEN',
        );
      }
    }
    for (const name of step.artifacts ?? []) {
      checkName(name, 'artifact', [...path, 'artifacts'], findings);
    }
  }
}

function checkName(name: string, what: string, path: Path, findings: WorkflowFindings): void {
  if (LEGAL.test(name)) return;
  findings.refuse(
    `\`${name}\` cannot be the name of an ${what} on GitHub.`,
    path,
    'Use letters, digits, dashes and underscores, no digit first.',
    'NAME_INVALID',
  );
}
