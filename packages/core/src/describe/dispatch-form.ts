/** Automations made from one task, with a dispatch form made from its inputs. @module */
import { WorkflowError } from '../plan/errors.ts';
import type { Json } from '../plan/names.ts';
import type { PlanInput } from '../plan/plan.ts';
import { didYouMean } from '../plan/suggest.ts';
import type { AnyAutomation } from './automation.ts';
import { jobBuilder } from './job-builder.ts';
import { settle } from './settle.ts';
import type { AnyTask } from './task.ts';
import { shapeOf, toPlanInputs } from './to-json-schema.ts';
import { on } from './trigger.ts';

/** What a dispatchable may say. */
interface FormOptions {
  readonly name?: string;
  readonly defaults?: object;
  readonly inputs?: readonly string[];
}

/** A one-job automation whose inputs are those of the task, as far as a form can show them. */
export function dispatchForm(task: AnyTask, options: FormOptions): AnyAutomation {
  const defaults = (options.defaults ?? {}) as Readonly<Record<string, Json>>;
  const names = Object.keys(shapeOf(task.inputs));
  for (const name of [...Object.keys(defaults), ...(options.inputs ?? [])]) {
    if (names.includes(name)) continue;
    throw new WorkflowError(
      'INPUT_INVALID',
      `The task \`${task.name}\` has no input \`${name}\`.`,
      {
        hint: didYouMean(name, names),
      },
    );
  }
  const all = toPlanInputs(task.inputs);
  const shown = options.inputs ?? names.filter((name) => isFormField(all[name]!));
  for (const name of names) {
    if (shown.includes(name) || !all[name]!.required || Object.hasOwn(defaults, name)) continue;
    throw new WorkflowError(
      'INPUT_INVALID',
      `The form of \`${task.name}\` leaves out the input \`${name}\`, which has no default.`,
      { hint: `Add \`${name}\` to \`inputs\` or to \`defaults\`.` },
    );
  }
  const fields = Object.fromEntries(
    shown.map((name) => [name, withDefault(all[name]!, defaults[name])]),
  );
  const fixed = Object.fromEntries(
    Object.entries(defaults).filter(([name]) => !shown.includes(name)),
  );
  return settle<AnyAutomation>({
    kind: 'automation',
    name: options.name ?? task.name,
    description: task.description,
    inputs: task.inputs,
    fields,
    on: on.dispatch(),
    describe: (graph, inputs) => {
      const wired = Object.fromEntries(shown.map((name) => [name, inputs[name]]));
      // the cast: the inputs are the task's own
      const job = jobBuilder(graph)(task, { inputs: { ...fixed, ...wired } } as never);
      return Object.fromEntries(task.outputNames.map((name) => [name, job.output(name as never)]));
    },
  });
}

function withDefault(input: PlanInput, value: Json | undefined): PlanInput {
  return value === undefined ? input : { ...input, required: false, default: value };
}

/** Text, number, checkbox, choice. */
function isFormField({ schema }: PlanInput): boolean {
  if (typeof schema === 'boolean') return false;
  return ['string', 'number', 'integer', 'boolean'].includes(String(schema['type']));
}
