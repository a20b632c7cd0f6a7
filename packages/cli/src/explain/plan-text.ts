/** The explanation of a plan, as text. @module */
import type { Json, JsonObject, Plan, PlanStep } from '@sluice/core/plan';
import type { EventFacts, StepExplanation } from '@sluice/core/run';
import { countWords } from '../text/count-words.ts';
import { hangText } from '../text/display-width.ts';

/** The symbol of each verdict. */
export const VERDICT_SYMBOLS = { runs: '✓', skipped: '-', waits: '?', unknown: '·' } as const;

/** What would run, what not and why, with the values in the conditions. */
export function planText(
  plan: Plan,
  inputs: JsonObject,
  event: EventFacts,
  explained: readonly StepExplanation[],
  columns: number,
): string {
  const lines = [...planHead(plan, inputs, event)];
  const width = Math.max(...plan.steps.map((step) => step.id.length), 0);
  for (const [at, found] of explained.entries()) {
    const step = plan.steps[at]!;
    const { verdict } = found;
    const words = verdict === 'runs' ? runWords(step) : otherWords(found);
    const lead = `${VERDICT_SYMBOLS[verdict]} ${step.id.padEnd(width)}  `;
    const indent = ' '.repeat(lead.length);
    lines.push(...hangText(lead, words, Math.max(24 + lead.length, Math.min(columns, 100))));
    lines.push(...conditionLines(found).map((line) => indent + line));
  }
  lines.push('', planTotal(explained));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** What the explanation is about: the workflow, the event and the inputs. */
export function planHead(plan: Plan, inputs: JsonObject, event: EventFacts): readonly string[] {
  return [
    `${plan.name} (${plan.kind})${plan.description === undefined ? '' : `: ${plan.description}`}`,
    '',
    `Event   ${event.name} on ${event.ref.replace(/^refs\/(heads|tags)\//, '')}`,
    ...inputLines(plan, inputs),
    '',
  ];
}

/** `3 would run, 1 would be skipped. Nothing was run.` */
export function planTotal(explained: readonly StepExplanation[]): string {
  const count = (verdict: StepExplanation['verdict']): number =>
    explained.filter((each) => each.verdict === verdict).length;
  const others = countWords([
    [count('skipped'), 'would be skipped'],
    [count('waits'), 'would wait'],
    [count('unknown'), 'decided at run time'],
  ]);
  return `${count('runs')} would run${others === '' ? '' : `, ${others}`}. Nothing was run.`;
}

function inputLines(plan: Plan, inputs: JsonObject): readonly string[] {
  return Object.entries(plan.inputs).map(([name, input], at) => {
    const value = Object.hasOwn(inputs, name)
      ? inputs[name]
      : (input.default ?? (input.required ? undefined : null));
    const shown =
      value === undefined ? 'unknown (required)' : value === null ? 'not given' : print(value);
    const isDefault =
      value !== undefined && value !== null && print(value) === print(input.default ?? null);
    return `${at === 0 ? 'Inputs  ' : '        '}${name} = ${shown}${isDefault ? ' (default)' : ''}`;
  });
}

function print(value: Json): string {
  return JSON.stringify(value);
}

function otherWords({ verdict, reason, facts }: StepExplanation): string {
  if (verdict !== 'skipped') return reason;
  // The condition stands below, with its values.
  return facts === undefined ? `would be skipped: ${reason}` : 'would be skipped';
}

/** `after lint, changelog; 4 legs: consumer × entry`. */
function runWords(step: PlanStep): string {
  const parts = [
    (step.needs ?? []).length > 0 ? `runs after ${step.needs!.join(', ')}` : 'runs',
    matrixWords(step),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** `4 legs: os × node`; empty without a matrix. */
export function matrixWords({ matrix }: PlanStep): string {
  if (matrix === undefined) return '';
  const names = matrix.axes.map(([name]) => name).join(' × ');
  const sizes = matrix.axes.map(([, values]) =>
    typeof values === 'string' ? undefined : values.length,
  );
  const exact = matrix.include === undefined && matrix.exclude === undefined;
  if (!exact || sizes.includes(undefined)) return `a leg for each ${names}`;
  return `${sizes.reduce<number>((product, size) => product * (size ?? 1), 1)} legs: ${names}`;
}

function conditionLines(found: StepExplanation): readonly string[] {
  if (found.condition === undefined) return [];
  const facts = (found.facts ?? []).map(
    (fact) => `  ${fact.expression} = ${fact.value === undefined ? 'unknown' : print(fact.value)}`,
  );
  return [`when ${found.condition}`, ...facts];
}
