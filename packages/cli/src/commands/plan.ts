/** `sluice plan`: what would run and what not, and why. Runs nothing. @module */
import { printPlan } from '@sluice/core/plan';
import { explainPlan } from '@sluice/core/run';
import { readInputFlags } from '../argv/input-flags.ts';
import { inputSpecs } from '../argv/input-spec.ts';
import { takeChoice } from '../argv/take-flag.ts';
import type { CliContext } from '../context.ts';
import { planText } from '../explain/plan-text.ts';
import { Problems } from '../problem.ts';
import { localEvent } from '../run/event-facts.ts';
import { eventInputs } from '../run/event-inputs.ts';
import { printProblems } from '../text/problem-text.ts';
import { workflowArgument } from './workflow-argument.ts';

/** Explains a workflow as text, or prints its canonical form with `--format json`. */
export async function planCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { value: format, words } = takeChoice(rest, 'plan', 'format', ['text', 'json']);
  const [name, ...flags] = words;
  if (name === undefined || (name.startsWith('-') && name !== '-')) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`plan` needs the name of a workflow.',
      hint: 'sluice plan NAME; sluice list shows the names.',
    });
  }
  const { plan } = await workflowArgument(name, context);
  const { io } = context;
  if (format === 'json') {
    io.stdout.write(printPlan(plan));
    return 0;
  }
  // Planning needs no values: what is missing is shown as unknown.
  const specs = inputSpecs(plan).map((spec) => ({ ...spec, required: false }));
  const given = readInputFlags(flags, specs, `plan ${name}`, ['format']);
  const facts = await localEvent(io, context.flags);
  const { event, inputs, warnings } = eventInputs(plan, facts, given);
  if (warnings.length > 0)
    io.stderr.write(printProblems(warnings, { cwd: io.cwd, style: context.style }));
  const explained = explainPlan(plan, { inputs, event });
  io.stdout.write(planText(plan, inputs, event, explained, io.stdout.columns ?? 80));
  return 0;
}
