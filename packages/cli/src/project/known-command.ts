/** What can be said of a command without running the project: for help, lists and completion. @module */
import { stepNames } from '@sluice/core/plan';
import { inputSpecs, printChoice, shapeOf } from '../argv/input-spec.ts';
import type { AppCommand } from './command-table.ts';

/** An input as a flag. */
export interface KnownInput {
  readonly flag: string;
  readonly kind: ReturnType<typeof shapeOf>['kind'];
  /** The values there are, as they are typed. */
  readonly choices?: readonly string[];
  readonly description?: string;
}

/** A command of a project. */
export interface KnownCommand {
  readonly name: string;
  readonly kind: 'task' | 'flow' | 'automation';
  readonly group: string;
  readonly hidden: boolean;
  readonly description: string;
  readonly inputs: readonly KnownInput[];
  /** The names of its steps: `01_fetch-source`. */
  readonly steps: readonly string[];
}

/** What there is to know of a command. */
export function knownCommand(command: AppCommand): KnownCommand {
  const { name, kind, group, hidden, description } = command;
  const plan = command.plan();
  const inputs = inputSpecs(plan).map((spec): KnownInput => {
    const shape = shapeOf(spec.schema);
    const choice = shape.kind === 'list' ? shape.of : shape;
    return {
      flag: spec.flag,
      kind: shape.kind,
      ...(choice.kind === 'choice' && { choices: choice.choices.map(printChoice) }),
      ...(spec.description !== undefined && { description: spec.description }),
    };
  });
  const steps = kind === 'task' ? [] : stepNames(plan).map((step) => step.name);
  return { name, kind, group, hidden, description, inputs, steps };
}
