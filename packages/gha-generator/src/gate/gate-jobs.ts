/**
 * A gate: a job with an environment, whose reviewers approve. GitHub makes an environment that is not there without
 * asking anybody, and heeds no protection in some repositories, so a guard looks first: unless the environment has
 * required reviewers, the gate stays shut.
 * @module
 */
import type { PlanStep } from '@sluice/core/plan';
import { textAt } from '../expression/texts.ts';
import type { Path, WorkflowFindings } from '../findings.ts';
import type { JobContext } from '../job/command-job.ts';
import { USUAL_MACHINE } from '../job/machine.ts';
import { Noted } from '../model/noted.ts';
import type { StepsJob } from '../model/workflow.ts';
import { DECISION_SCRIPT, GUARD_SCRIPT } from './gate-scripts.ts';

/** What comes before a gate: what it waits for, and its own condition. */
export interface GateFrame {
  readonly needs: readonly string[];
  readonly condition: string | undefined;
}

/** The two jobs of a gate: the guard, and the gate under its own id. */
export function gateJobs(
  step: PlanStep,
  frame: GateFrame,
  path: Path,
  context: JobContext,
): Readonly<Record<string, StepsJob>> {
  const { run } = step;
  if (run.kind !== 'gate') return {};
  const { place, findings } = context;
  checkTerms(run, path, findings);
  const guard = `${step.id}--guard`;
  const given = step.placement?.environment;
  const name = given ? textAt(place, given.name) : `${context.workflow.name}-${step.id}`;
  const api = {
    'runs-on': USUAL_MACHINE,
    permissions: { actions: new Noted<'read'>('read', 'who may approve, and who did') },
  };
  return {
    [guard]: {
      name: `${step.name ?? step.id}: reviewers?`,
      ...(frame.needs.length > 0 && { needs: frame.needs }),
      ...(frame.condition !== undefined && { if: frame.condition }),
      ...api,
      'timeout-minutes': 10,
      steps: [
        {
          name: 'look for required reviewers',
          run: GUARD_SCRIPT,
          shell: 'node {0}',
          'working-directory': '.',
          env: {
            GH_TOKEN: '${{ github.token }}',
            ENVIRONMENT: name,
            ...(run.review !== undefined && { REVIEW: textAt(place, run.review) }),
          },
        },
      ],
    },
    [step.id]: {
      ...(step.name !== undefined && { name: textAt(place, step.name) }),
      needs: [...frame.needs, guard],
      if: `!cancelled() && needs.${guard}.result == 'success'`,
      ...api,
      environment: {
        name,
        ...(given?.url !== undefined && { url: textAt(place, given.url) }),
      },
      'timeout-minutes': 10,
      outputs: Object.fromEntries(
        ['accepted', 'comment', 'decidedBy', 'decidedAt'].map((each) => [
          each,
          `\${{ steps.decision.outputs.${each} }}`,
        ]),
      ),
      steps: [
        {
          name: 'who approved',
          id: 'decision',
          run: DECISION_SCRIPT,
          shell: 'node {0}',
          'working-directory': '.',
          env: { GH_TOKEN: '${{ github.token }}', ENVIRONMENT: name },
        },
      ],
    },
  };
}

/** On GitHub a gate can do one thing with a rejection, and waits as long as GitHub does. */
function checkTerms(
  { onReject, deadline }: Extract<PlanStep['run'], { kind: 'gate' }>,
  path: Path,
  findings: WorkflowFindings,
): void {
  if (onReject !== 'fail') {
    const what = typeof onReject === 'string' ? `\`${onReject}\`` : '`rework`';
    findings.refuse(
      `On GitHub a rejection fails the gate: ${what} cannot be generated.`,
      [...path, 'run', 'onReject'],
      'Leave `onReject` out, or run this automation on a server.',
    );
  }
  if (deadline !== undefined) {
    findings.refuse(
      'On GitHub a gate waits for 30 days and then fails: it knows no other deadline.',
      [...path, 'run', 'deadline'],
      'Leave `deadline` out.',
    );
  }
}
