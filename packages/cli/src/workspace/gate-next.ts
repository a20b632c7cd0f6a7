/** What is to be done next, after a step by hand that a gate did not let through. @module */
import { type Plan, stepNames } from '@sluice/core/plan';
import type { StepEnd } from '@sluice/executor';
import { answererOf, whoIsHere } from '../gate/answerer.ts';
import type { NamedDesk } from '../gate/decide-gate.ts';

/** The sentence; undefined where no gate is in the way. `sentBack` are the steps that a rework runs again. */
export function nextWords(
  { step, run }: StepEnd,
  sentBack: readonly string[],
  plan: Plan,
  desk: NamedDesk | undefined,
): string | undefined {
  const [first] = sentBack;
  if (first !== undefined) {
    const names = sentBack.map((key) => {
      const id = key.replace(/@\d+$/, '');
      return stepNames(plan).find((each) => each.step === id)?.name ?? key;
    });
    return `Sent back: run ${names.map((each) => `--step=${each}`).join(', then ')}.`;
  }
  const gate = run.gates.find(({ step: key }) => isWithin(key, step.step));
  if (gate === undefined) return undefined;
  if (desk === undefined) return 'In a terminal, outside CI, the same command asks for the answer.';
  return answererOf(gate.acceptors, desk.names) === undefined
    ? `Nobody here may answer it. ${whoIsHere(desk.names)}`
    : 'Nobody answered; the same command asks again.';
}

/** Whether a key is that of a step, or of something inside of it. */
function isWithin(key: string, step: string): boolean {
  return key === step || (key.startsWith(step) && /^[[/@]/.test(key.slice(step.length)));
}
