/** Reports what GitHub cannot run as a job, or as a step of a job, by the table of core. @module */
import { keyRefusal, kindRefusal, type PlanStep, type StepLayout } from '@sluice/core/plan';
import type { Path, WorkflowFindings } from '../findings.ts';

/** Reports a step that cannot be a job. */
export function checkJobKind(step: PlanStep, path: Path, findings: WorkflowFindings): boolean {
  return checkKind(step, 'job', path, findings);
}

/** Reports a step that cannot be a step of a flow's job. */
export function checkStepKind(step: PlanStep, path: Path, findings: WorkflowFindings): boolean {
  return checkKind(step, 'flow-step', path, findings);
}

/** Reports a step of a flow's job that asks for a machine of its own. */
export function checkStepPlacement(step: PlanStep, path: Path, findings: WorkflowFindings): void {
  const hint = step.placement && keyRefusal('placement', 'flow-step');
  if (hint === undefined) return;
  findings.refuse(
    `The step \`${step.id}\` asks for a machine of its own, and the steps of a flow share one.`,
    [...path, 'placement'],
    hint,
  );
}

function checkKind(
  step: PlanStep,
  layout: StepLayout,
  path: Path,
  findings: WorkflowFindings,
): boolean {
  const { kind } = step.run;
  const hint = kindRefusal(kind, layout);
  if (hint === undefined) return true;
  findings.refuse(
    `The step \`${step.id}\` is of the kind \`${kind}\`, which cannot be a ${layout === 'job' ? 'job' : 'step of a job'} on GitHub.`,
    [...path, 'run', 'kind'],
    hint,
  );
  return false;
}
