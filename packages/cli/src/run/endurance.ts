/** How often a task is tried, and how long a try may take: what a command line can ask for. @module */
import { type Plan, parseDuration } from '@sluice/core/plan';
import type { GlobalFlags } from '../argv/flag-table.ts';
import { Problems } from '../problem.ts';

/**
 * The plan with what `--retry`, `--backoff` and `--timeout` ask for. They are about one task: the steps of a workflow
 * say it themselves.
 */
export function endure(
  plan: Plan,
  { retry, backoff, timeout }: Pick<GlobalFlags, 'retry' | 'backoff' | 'timeout'>,
): Plan {
  if (retry === undefined && backoff === undefined && timeout === undefined) return plan;
  const [step, ...others] = plan.steps;
  if (step === undefined || others.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`--retry\`, \`--backoff\` and \`--timeout\` are for one task, and \`${plan.name}\` has ${plan.steps.length} steps.`,
      hint: 'Say `retry` and `timeout` where the steps are described.',
    });
  }
  const attempts = retry ?? step.retry?.attempts ?? 1;
  const backoffMs = milliseconds('--backoff', backoff) ?? step.retry?.backoffMs ?? 0;
  const timeoutMs = milliseconds('--timeout', timeout) ?? step.timeoutMs;
  return {
    ...plan,
    steps: [
      {
        ...step,
        retry: { attempts, backoffMs },
        ...(timeoutMs !== undefined && { timeoutMs }),
      },
    ],
  };
}

function milliseconds(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new Problems({
    code: 'USAGE_INVALID',
    message: `\`${text}\` is not a length of time.`,
    hint: `Pass ${flag}=30s, or with ms, m, h or d.`,
  });
}
