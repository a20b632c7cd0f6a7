/** A task by name, in a module that a user wrote. @module */
import { type App, tasksOf } from '@sluice/core';
import {
  didYouMean,
  internalsOf,
  type TaskDefinition,
  taskInternals,
  WorkflowError,
} from '@sluice/core/plan';

/** Imports a module natively and finds a task: in the app that is its default export, or among its exports. */
export async function findTask(module: string, name: string): Promise<TaskDefinition> {
  const tasks = tasksIn((await import(module)) as Record<string, unknown>);
  const found = tasks.get(name);
  if (found !== undefined) return found;
  throw new WorkflowError('TASK_UNKNOWN', `The module \`${module}\` has no task \`${name}\`.`, {
    hint: didYouMean(name, [...tasks.keys()]) ?? 'Export it, or use it in the app.',
  });
}

/** All tasks that the exports of a module reach, by name. */
export function tasksIn(exports: Readonly<Record<string, unknown>>): Map<string, TaskDefinition> {
  const tasks = new Map<string, TaskDefinition>();
  const add = (task: TaskDefinition): void => {
    if (tasks.has(task.name)) return;
    tasks.set(task.name, task);
    for (const called of task.calls) add(called);
  };
  const visit = (value: unknown): void => {
    if (taskInternals(value) !== undefined) add(value as TaskDefinition);
    else if (internalsOf(value)?.kind === 'app') {
      for (const task of tasksOf(value as App).values()) add(task);
    }
  };
  visit(exports['default']);
  for (const value of Object.values(exports)) visit(value);
  return tasks;
}
