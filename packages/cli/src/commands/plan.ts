/** `sluice plan`: what would run and what not, and why. Runs nothing. @module */
import { printPlan } from '@sluice/core/plan';
import { readInputFlags } from '../argv/input-flags.ts';
import { inputSpecs } from '../argv/input-spec.ts';
import { takeChoice } from '../argv/take-flag.ts';
import type { CliContext } from '../context.ts';
import { explainSteps } from '../explain/explained-step.ts';
import { planText } from '../explain/plan-text.ts';
import { libraryFor } from '../library/vendored.ts';
import { Problems } from '../problem.ts';
import { localEvent } from '../run/event-facts.ts';
import { eventInputs } from '../run/event-inputs.ts';
import { printProblems } from '../text/problem-text.ts';
import { errorsOf, examinePlan, inFile, workflowArgument } from './workflow-argument.ts';

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
  const workflow = await workflowArgument(name, context);
  const { plan, kind, project, folder, file } = workflow;
  const { io } = context;
  if (format === 'json') {
    const errors = await errorsOf(workflow, context);
    if (errors.length > 0) throw new Problems(...errors);
    io.stdout.write(printPlan(plan));
    return 0;
  }
  // Planning needs no values: what is missing is shown as unknown.
  const specs = inputSpecs(plan).map((spec) => ({ ...spec, required: false }));
  const given = readInputFlags(flags, specs, `plan ${name}`, ['format']);
  const facts = await localEvent(io, context.flags);
  const { event, inputs, warnings } = eventInputs(plan, facts, given);
  const library = libraryFor(project.loaded, context);
  const { findings, nested } = await examinePlan(plan, folder, project.loaded, library);
  const found = [...findings.map(inFile(file)), ...warnings];
  if (found.some((each) => each.severity === 'error')) throw new Problems(...found);
  if (found.length > 0)
    io.stderr.write(printProblems(found, { cwd: io.cwd, style: context.style }));
  const steps = explainSteps(plan, { inputs, event, nested });
  io.stdout.write(planText({ plan, kind, inputs, event }, steps, io.stdout.columns ?? 80));
  return 0;
}
