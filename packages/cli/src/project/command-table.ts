/** The commands of a project: each task, flow and automation is one. @module */
import type { AnyAutomation, AnyFlow, AnyTask, App } from '@sluice/core';
import type { Plan } from '@sluice/core/plan';
import { taskPlan } from './task-plan.ts';

/** A command of a project. */
export interface AppCommand {
  readonly name: string;
  readonly kind: 'task' | 'flow' | 'automation';
  /** The heading under which it is listed. */
  readonly group: string;
  readonly description: string;
  plan(): Plan;
}

/** All commands by name, in the order of the app. An automation made from a task shares its command. */
export function commandTable(app: App): ReadonlyMap<string, AppCommand> {
  const table = new Map<string, AppCommand>();
  const add = (definition: AnyTask | AnyFlow | AnyAutomation, group: string): void => {
    if (!table.has(definition.name)) table.set(definition.name, toCommand(definition, group));
  };
  for (const [group, definitions] of Object.entries(app.commands)) {
    for (const definition of definitions) add(definition, group);
  }
  for (const automation of app.automations) add(automation, 'Automations');
  return table;
}

function toCommand(definition: AnyTask | AnyFlow | AnyAutomation, group: string): AppCommand {
  const { name, kind } = definition;
  if (definition.kind === 'task') {
    return {
      name,
      kind,
      group,
      description: definition.description ?? '',
      plan: () => taskPlan(definition),
    };
  }
  return {
    name,
    kind,
    group,
    get description(): string {
      return definition.plan().description ?? '';
    },
    plan: () => definition.plan(),
  };
}
