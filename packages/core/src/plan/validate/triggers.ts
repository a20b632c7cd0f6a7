/** Triggers: cron lines and time zones. Their keys are checked with the structure. @module */
import { cronProblems, timezoneProblem } from '../cron.ts';
import { isRecord } from '../shape.ts';
import type { Findings } from './findings.ts';
import { listOf, type Scope, textOf } from './scope.ts';

/** Checks the schedules of a plan. */
export function checkTriggers(scope: Scope, findings: Findings): void {
  for (const [at, trigger] of listOf(scope.plan, 'on').entries()) {
    if (!isRecord(trigger) || trigger['event'] !== 'schedule') continue;
    const path = [...scope.path, 'on', at];
    for (const { message, hint } of cronProblems(textOf(trigger, 'cron') ?? '* * * * *')) {
      findings.add('CRON_INVALID', message, [...path, 'cron'], { hint });
    }
    const timezone = textOf(trigger, 'timezone');
    const problem = timezone === undefined ? undefined : timezoneProblem(timezone);
    if (problem) {
      findings.add('CRON_INVALID', problem.message, [...path, 'timezone'], { hint: problem.hint });
    }
  }
}
