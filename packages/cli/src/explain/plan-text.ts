/** The explanation of a plan, as text. @module */
import type { Json, JsonObject, Plan, PlanStep } from '@sluice/core/plan';
import type { EventFacts, StepExplanation } from '@sluice/core/run';
import { countWords } from '../text/count-words.ts';
import { hangText } from '../text/display-width.ts';
import type { ExplainedStep } from './explained-step.ts';
import { otherSystems, otherSystemWords } from './other-system.ts';

/** What an explanation is about. */
export interface PlanSubject {
  readonly plan: Plan;
  /** A task that is run by itself is a flow of one step, and still a task. */
  readonly kind: 'task' | Plan['kind'];
  readonly inputs: JsonObject;
  readonly event: EventFacts;
}

/** The symbol of each verdict. */
export const VERDICT_SYMBOLS = { runs: '✓', skipped: '-', waits: '?', unknown: '·' } as const;

/** What would run, what not and why, with the values in the conditions. */
export function planText(
  subject: PlanSubject,
  steps: readonly ExplainedStep[],
  columns: number,
): string {
  const rows = stepRows(steps, '', Math.min(columns, 100));
  const lines = [...planHead(subject), ...rows, '', planTotal(steps)];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The rows of the steps of one graph; what is inside of a step stands below it, further in. */
function stepRows(
  steps: readonly ExplainedStep[],
  margin: string,
  columns: number,
): readonly string[] {
  const width = Math.max(...steps.map(({ step }) => step.id.length), 0);
  return steps.flatMap(({ step, found, inner }) => {
    const { verdict } = found;
    const words = verdict === 'runs' ? runWords(step, found) : otherWords(found);
    const lead = `${margin}${VERDICT_SYMBOLS[verdict]} ${step.id.padEnd(width)}  `;
    const indent = ' '.repeat(lead.length);
    return [
      ...hangText(lead, words, Math.max(24 + lead.length, columns)),
      ...conditionLines(found, indent, columns),
      ...stepRows(inner, `${margin}  `, columns),
    ];
  });
}

/** What the explanation is about: the workflow, the event and the inputs. */
export function planHead({ plan, kind, inputs, event }: PlanSubject): readonly string[] {
  return [
    `${plan.name} (${kind})${plan.description === undefined ? '' : `: ${plan.description}`}`,
    '',
    `Event   ${event.name} on ${event.ref.replace(/^refs\/(heads|tags)\//, '')}`,
    ...inputLines(plan, inputs),
    '',
  ];
}

/**
 * `3 would run, 1 would be skipped. Nothing was run.` Counted like the steps of a run: what only holds others is not.
 * How many turns an iteration has nobody knows yet: it is one.
 */
export function planTotal(steps: readonly ExplainedStep[]): string {
  const counts = { runs: 0, skipped: 0, waits: 0, unknown: 0 };
  const add = ({ step, found, inner }: ExplainedStep): void => {
    if (inner.length === 0 || step.run.kind === 'each') counts[found.verdict]++;
    else inner.forEach(add);
  };
  steps.forEach(add);
  const others = countWords([
    [counts.skipped, 'would be skipped'],
    [counts.waits, 'would wait'],
    [counts.unknown, 'decided at run time'],
  ]);
  return `${counts.runs} would run${others === '' ? '' : `, ${others}`}. Nothing was run.`;
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

/** `runs after lint, changelog; 4 legs: consumer × entry`. */
function runWords(step: PlanStep, found: StepExplanation): string {
  const parts = [
    (step.needs ?? []).length > 0 ? `runs after ${step.needs!.join(', ')}` : 'runs',
    matrixWords(step),
    machineWords(found),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** `here, not on macos-latest`; empty where this system is the one that is asked for. */
export function machineWords({ runsOn = [] }: StepExplanation): string {
  return otherSystemWords(otherSystems(runsOn));
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

function conditionLines(
  found: StepExplanation,
  indent: string,
  columns: number,
): readonly string[] {
  if (found.condition === undefined) return [];
  const hang = (lead: string, text: string): readonly string[] =>
    hangText(indent + lead, text, Math.max(24 + indent.length, columns));
  const facts = (found.facts ?? []).flatMap((fact) =>
    hang('  ', `${fact.expression} = ${fact.value === undefined ? 'unknown' : print(fact.value)}`),
  );
  return [...hang('when ', found.condition), ...facts];
}
