/** Which step somebody means. @module */
import { WorkflowError } from './errors.ts';
import type { Plan } from './plan.ts';
import { type StepNaming, stepNames } from './step-names.ts';
import { nearest } from './suggest.ts';

/**
 * The step that a text names: by its number (`1`, `01`), its name (`01_t`, leading zeros as one likes), the name of its
 * task where that occurs once, or its id. Throws `STEP_UNKNOWN`, or `STEP_AMBIGUOUS` for a task that occurs more often.
 */
export function findStep(plan: Pick<Plan, 'steps' | 'name'>, text: string): StepNaming {
  const names = stepNames(plan);
  const [, digits, label] = /^(\d+)(?:_(.+))?$/s.exec(text) ?? [];
  if (digits !== undefined) {
    const found = names[Number(digits) - 1];
    if (found !== undefined && (label === undefined || label === found.label)) return found;
    throw unknown(plan, names, text, label);
  }
  const ofTask = names.filter((each) => each.label === text);
  if (ofTask.length > 1) {
    throw new WorkflowError(
      'STEP_AMBIGUOUS',
      `\`${text}\` names ${ofTask.length} steps of \`${plan.name}\`.`,
      {
        hint: `Say which: ${listed(ofTask)}.`,
      },
    );
  }
  const found = ofTask[0] ?? names.find((each) => each.step === text || each.githubId === text);
  if (found !== undefined) return found;
  throw unknown(plan, names, text, text);
}

function unknown(
  plan: Pick<Plan, 'name'>,
  names: readonly StepNaming[],
  text: string,
  label: string | undefined,
): WorkflowError {
  const count = names.length === 1 ? '1 step' : `${names.length} steps`;
  return new WorkflowError('STEP_UNKNOWN', `\`${plan.name}\` has no step \`${text}\`.`, {
    hint: meant(names, text, label) ?? `It has ${count}: ${listed(names)}.`,
  });
}

/** A number that is wrong before a name that is right, or a slip of the hand. A number alone says nothing. */
function meant(
  names: readonly StepNaming[],
  text: string,
  label: string | undefined,
): string | undefined {
  if (label === undefined) return undefined;
  const close = names.filter((each) => each.label === label);
  if (close.length > 0) return `Did you mean ${listed(close)}?`;
  const near = nearest(
    text,
    names.flatMap((each) => [each.name, each.label, each.step]),
  );
  return near && `Did you mean \`${near}\`?`;
}

const MOST = 20;

function listed(names: readonly StepNaming[]): string {
  const shown = names.slice(0, MOST).map((each) => `\`${each.name}\``);
  return names.length > MOST ? `${shown.join(', ')} and more` : shown.join(', ');
}
