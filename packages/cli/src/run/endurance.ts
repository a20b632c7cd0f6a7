/** How often a command is tried, and how long it may take: what GitHub cannot do itself. @module */
import type { Plan } from '@sluice/core/plan';
import type { GlobalFlags } from '../argv/flag-table.ts';
import { Problems } from '../problem.ts';

type Endurance = Pick<GlobalFlags, 'retry' | 'backoff' | 'timeout'>;

/**
 * The plan with what `--retry`, `--backoff` and `--timeout` ask for. A plan of one step, as a task has, hands them to
 * the step. A workflow of several becomes the one step of a plan around it, so that `--timeout` is for all of it; how
 * often its steps are tried they say themselves.
 */
export function endure(plan: Plan, { retry, backoff, timeout }: Endurance): Plan {
  if (retry === undefined && backoff === undefined && timeout === undefined) return plan;
  const [step, ...others] = plan.steps;
  if (step !== undefined && others.length === 0) {
    const attempts = retry ?? step.retry?.attempts ?? 1;
    const backoffMs = backoff ?? step.retry?.backoffMs ?? 0;
    return {
      ...plan,
      steps: [
        {
          ...step,
          ...(attempts > 1 && { retry: { attempts, backoffMs } }),
          ...(timeout !== undefined && { timeoutMs: timeout }),
        },
      ],
    };
  }
  if (retry !== undefined || backoff !== undefined || timeout === undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`--retry\` and \`--backoff\` are for one task, and \`${plan.name}\` has ${plan.steps.length} steps.`,
      hint: 'Say `retry` where the steps are described.',
    });
  }
  return limited(plan, timeout);
}

function limited(plan: Plan, timeoutMs: number): Plan {
  const { env: _, ...around } = plan;
  const { concurrency: __, ...inner } = plan;
  const throughStep = (name: string): [string, string] => [
    name,
    `\${{ steps.${plan.name}.outputs.${name} }}`,
  ];
  const names = Object.keys(plan.outputs);
  return {
    ...around,
    outputs: Object.fromEntries(names.map(throughStep)),
    steps: [
      {
        id: plan.name,
        run: {
          kind: 'workflow',
          plan: inner,
          inputs: Object.fromEntries(
            Object.keys(plan.inputs).map((name) => [name, `\${{ inputs.${name} }}`]),
          ),
        },
        timeoutMs,
        outputs: Object.fromEntries(names.map((name) => [name, true])),
      },
    ],
  };
}
