/** Tasks by name, for the engine. @module */
import type { TaskDefinition } from '@sluice/core/plan';
import type { TaskRegistry } from '@sluice/core/run';

/** A registry that also knows where the tasks come from. */
export interface LocalTaskRegistry extends TaskRegistry {
  /** The module from which a process of its own imports a task. Without it, tasks run in the process of the engine. */
  readonly module: string | undefined;
  get(name: string): TaskDefinition | undefined;
}

/** Settings of {@link createTaskRegistry}. */
export interface TaskRegistryOptions {
  /** File URL of the module whose default export is the app, or that exports the tasks. */
  readonly module?: string | URL | undefined;
  /** Digest of the code, for runs that go on later. */
  readonly digest?: string | undefined;
  readonly tasks: Iterable<TaskDefinition> | ReadonlyMap<string, TaskDefinition>;
}

/** A registry over tasks and all that they call. */
export function createTaskRegistry(options: TaskRegistryOptions): LocalTaskRegistry {
  const byName = new Map<string, TaskDefinition>();
  const add = (task: TaskDefinition): void => {
    if (byName.has(task.name)) return;
    byName.set(task.name, task);
    for (const called of task.calls) add(called);
  };
  const { tasks } = options;
  for (const task of tasks instanceof Map ? tasks.values() : (tasks as Iterable<TaskDefinition>)) {
    add(task);
  }
  return {
    module: options.module === undefined ? undefined : String(options.module),
    digest: options.digest,
    get: (name) => byName.get(name),
    names: () => [...byName.keys()],
  };
}
