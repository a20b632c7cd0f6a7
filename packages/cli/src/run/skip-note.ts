/** Why a step was skipped, in words, with the values of its condition. @module */
import type { SkipReason, StepExplanation } from '@sluice/core/run';
import type { ExplainedStep } from '../explain/explained-step.ts';

/** The note beside a skipped step: `inputs.publish is false`. */
export function skipNote(
  step: string,
  reason: SkipReason | undefined,
  steps: readonly ExplainedStep[],
): string {
  if (reason !== 'condition' && reason !== undefined) return skipWords(reason);
  const found = explanationOf(step, steps);
  if (found?.condition === undefined) return skipWords(reason);
  return conditionNote(found);
}

/** The explanation of the step that a key of a run stands for: `deploy/stages[eu]/notify@2`. */
function explanationOf(
  key: string,
  steps: readonly ExplainedStep[],
): ExplainedStep['found'] | undefined {
  const ids = key.split('/').map((part) => part.replace(/[[@].*$/s, ''));
  let at: ExplainedStep | undefined;
  for (const id of ids) at = (at?.inner ?? steps).find(({ step }) => step.id === id);
  return at?.found;
}

/** `inputs.publish is false`, or the condition, or the part of it that is false, with the values in it. */
export function conditionNote(
  found: Pick<StepExplanation, 'condition' | 'facts' | 'failing'>,
): string {
  const { condition = '', facts = [] } = found.failing ?? found;
  const known = facts.filter((fact) => fact.value !== undefined);
  const only = known[0];
  if (known.length === 1 && only?.expression === condition)
    return `${condition} is ${JSON.stringify(only.value)}`;
  const values = known.map((fact) => `${fact.expression} is ${JSON.stringify(fact.value)}`);
  return values.length === 0
    ? `\`${condition}\` is false`
    : `\`${condition}\` is false: ${values.join(', ')}`;
}

function skipWords(reason: SkipReason | undefined): string {
  switch (reason) {
    case 'condition':
    case undefined:
      return 'its condition is false';
    case 'need-failed':
      return 'a step that it needs failed';
    case 'need-skipped':
      return 'a step that it needs was skipped';
    case 'gate-rejected':
      return 'its gate was rejected';
    case 'no-items':
      return 'there are no items';
    case 'no-legs':
      return 'its matrix has no legs';
    case 'reused':
      return 'its result is reused';
  }
}
