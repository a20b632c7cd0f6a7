/** Which kinds of step GitHub can run as a job, and which as a step of a job: one table. @module */
import type { PlanStep } from '@sluice/core/plan';
import type { Path, WorkflowFindings } from '../findings.ts';

/** How a kind of step is generated: as what, or why not. */
interface Legality {
  /** As a job of an automation. */
  readonly job: true | { readonly hint: string };
  /** As a step of a flow's job. */
  readonly step: true | { readonly hint: string };
}

const TABLE: Readonly<Record<PlanStep['run']['kind'], Legality>> = {
  task: { job: true, step: true },
  workflow: { job: true, step: true },
  shell: { job: { hint: 'Put it into a flow, and let a job run the flow.' }, step: true },
  script: { job: { hint: 'Put it into a flow, and let a job run the flow.' }, step: true },
  llm: { job: { hint: 'Put it into a flow, and let a job run the flow.' }, step: true },
  each: { job: true, step: true },
  gate: {
    job: true,
    step: { hint: 'Put the gate into an automation: there it is a job with an environment.' },
  },
};

const KNOWN: Readonly<Record<string, Legality | undefined>> = TABLE;

/** Reports a step that cannot be a job. */
export function checkJobKind(step: PlanStep, path: Path, findings: WorkflowFindings): boolean {
  return check(step, 'job', path, findings);
}

/** Reports a step that cannot be a step of a flow's job. */
export function checkStepKind(step: PlanStep, path: Path, findings: WorkflowFindings): boolean {
  return check(step, 'step', path, findings);
}

function check(
  step: PlanStep,
  as: keyof Legality,
  path: Path,
  findings: WorkflowFindings,
): boolean {
  const { kind } = step.run;
  const legality = KNOWN[kind]?.[as] ?? (as === 'step' ? true : KNOWN['shell']!.job);
  if (legality === true) return true;
  findings.refuse(
    `The step \`${step.id}\` is of the kind \`${kind}\`, which cannot be a ${as === 'job' ? 'job' : 'step of a job'} on GitHub.`,
    [...path, 'run', 'kind'],
    legality.hint,
  );
  return false;
}
