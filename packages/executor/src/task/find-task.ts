/** The tasks of a module that a user wrote. @module */
import type { App } from '@sluice/core';
import {
  didYouMean,
  internalsOf,
  type TaskDefinition,
  taskInternals,
  WorkflowError,
} from '@sluice/core/plan';

/** Imports a module natively and finds a task. Throws `TASK_UNKNOWN`. */
export async function findTask(module: string, name: string): Promise<TaskDefinition> {
  const tasks = await tasksIn(module);
  const found = tasks.get(name);
  if (found !== undefined) return found;
  throw new WorkflowError('TASK_UNKNOWN', `The module \`${module}\` has no task \`${name}\`.`, {
    hint: didYouMean(name, [...tasks.keys()]) ?? 'Export it, or use it in the app.',
  });
}

/** Imports a module natively: the tasks of the app that is its default export, and those among its exports. */
export async function tasksIn(module: string): Promise<ReadonlyMap<string, TaskDefinition>> {
  const exports = (await import(module)) as Record<string, unknown>;
  const tasks = new Map<string, TaskDefinition>();
  const add = (task: TaskDefinition): void => {
    if (tasks.has(task.name)) return;
    tasks.set(task.name, task);
    for (const called of task.calls) add(called);
  };
  for (const value of [exports['default'], ...Object.values(exports)]) {
    if (taskInternals(value) !== undefined) add(value as TaskDefinition);
    else if (internalsOf(value)?.kind === 'app') {
      // Loaded late: a module that exports its tasks costs no more than itself.
      const { tasksOf } = await import('@sluice/core');
      for (const task of tasksOf(value as App).values()) add(task);
    }
  }
  return tasks;
}
