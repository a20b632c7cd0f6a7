/** The commands of a project: each task, flow and automation is one. @module */
import {
  type AnyAutomation,
  type AnyFlow,
  type AnyTask,
  type App,
  appDefinitions,
} from '@sluice/core';
import type { Plan } from '@sluice/core/plan';
import { taskPlan } from './task-plan.ts';

/** A command of a project. */
export interface AppCommand {
  readonly name: string;
  readonly kind: 'task' | 'flow' | 'automation';
  /** The heading under which it is listed. */
  readonly group: string;
  /** Only automations and flows use it: it runs when it is named, as on GitHub, and is not listed. */
  readonly hidden: boolean;
  readonly description: string;
  plan(): Plan;
}

/** All commands by name, in the order of the app, then the hidden ones. An automation made from a task shares its command. */
export function commandTable(app: App): ReadonlyMap<string, AppCommand> {
  const table = new Map<string, AppCommand>();
  const add = (
    definition: AnyTask | AnyFlow | AnyAutomation,
    group: string,
    hidden = false,
  ): void => {
    if (table.has(definition.name)) return;
    table.set(definition.name, toCommand(definition, group, hidden));
  };
  for (const [group, definitions] of Object.entries(app.commands)) {
    for (const definition of definitions) add(definition, group);
  }
  for (const automation of app.automations) add(automation, 'Automations');
  const { tasks, flows, automations } = appDefinitions(app);
  for (const each of [...tasks.values(), ...flows.values(), ...automations.values()]) {
    add(each, 'Parts of others', true);
  }
  return table;
}

function toCommand(
  definition: AnyTask | AnyFlow | AnyAutomation,
  group: string,
  hidden: boolean,
): AppCommand {
  const { name, kind } = definition;
  if (definition.kind === 'task') {
    return {
      name,
      kind,
      group,
      hidden,
      description: definition.description ?? '',
      plan: () => taskPlan(definition),
    };
  }
  return {
    name,
    kind,
    group,
    hidden,
    get description(): string {
      return definition.plan().description ?? '';
    },
    plan: () => definition.plan(),
  };
}
