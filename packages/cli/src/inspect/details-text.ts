/** The details of a task or a workflow, for people. @module */
import { describeSchema, type PlanStep, type Trigger } from '@sluice/core/plan';
import { shapeOf } from '../argv/input-spec.ts';
import { describeInput, flagWords } from '../argv/input-words.ts';
import { columns } from '../commands/help.ts';
import { doing } from '../explain/doing.ts';
import { matrixWords } from '../explain/plan-text.ts';
import { wrapText } from '../text/display-width.ts';
import type { Details, OutputDetails } from './details.ts';

/** At most 80 columns wide. */
export function printDetails(details: Details): string {
  const { name, kind, description } = details;
  const lines = [
    ...wrapText(`${name} (${kind})${description === '' ? '' : `: ${description}`}`, 80),
    ...section(
      'Inputs',
      details.inputs.map((input) => [
        flagWords(input.flag, shapeOf(input.schema)),
        `${describeInput(input)}${input.required ? ' [required]' : ''}`,
      ]),
    ),
    ...section(
      'Outputs',
      details.outputs.map((output) => [output.name, outputWords(output)]),
    ),
    ...section(
      'Starts on',
      details.on.map((trigger) => [trigger.event, triggerWords(trigger)]),
    ),
    ...section(
      'Steps',
      details.steps.map((step) => [step.id, stepWords(step)]),
    ),
    ...section('Artifacts', details.artifacts.map(alone)),
    ...section('Secrets', details.secrets.map(alone)),
    ...section('Calls', details.calls.map(alone)),
    ...section(
      'Used by',
      details.usedBy.map((user) => [user.name, user.step === undefined ? '' : `as ${user.step}`]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  return rows.length === 0 ? [] : ['', title, ...columns(rows)];
}

function alone(name: string): readonly [string, string] {
  return [name, ''];
}

function outputWords({ schema, value }: OutputDetails): string {
  const type = schema === undefined ? '' : describeSchema(schema).replace(/^an? /, '');
  return [type, value === undefined ? '' : `from ${bare(value)}`]
    .filter((part) => part !== '')
    .join(', ');
}

/** `branches main, next; paths src/**`. */
function triggerWords({ event: _, ...filters }: Trigger): string {
  return Object.entries(filters)
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join('; ');
}

function stepWords(step: PlanStep): string {
  const needs = step.needs ?? [];
  return [
    doing(step),
    matrixWords(step),
    needs.length === 0 ? '' : `after ${needs.join(', ')}`,
    step.when === undefined ? '' : `when ${step.when}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** The expression that a text is, without its braces. */
function bare(template: string): string {
  return template.replace(/^\$\{\{\s*(.*?)\s*\}\}$/s, '$1');
}
