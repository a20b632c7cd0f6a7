/** The app: what the generators and the command line need to know about a project. @module */
import { define, isDefinition, workflowInternals } from '../plan/definition.ts';
import type { Diagnostic } from '../plan/errors.ts';
import type { PlanSetup } from '../plan/setup.ts';
import type { AnyAutomation } from './automation.ts';
import type { EnvValues } from './expr.ts';
import type { AnyFlow } from './flow.ts';
import { setupOf } from './job-builder.ts';
import type { AnyPrompt } from './prompt.ts';
import { invalid, type Keys, unknownSettings } from './settings.ts';
import { setupsOf } from './settle.ts';
import { type BaseSetup, distinctSetup, toPlanSetup } from './setup.ts';
import { type AnyTask, withCalls } from './task.ts';
import { throwProblems } from './throw-problems.ts';

/** A project. */
export interface App {
  readonly kind: 'app';
  readonly entryPoint: string;
  readonly workingDirectory?: string;
  readonly bootstrap: readonly BaseSetup[];
  readonly setup: readonly BaseSetup[];
  readonly env: EnvValues;
  readonly commands: Readonly<Record<string, readonly (AnyTask | AnyFlow)[]>>;
  readonly automations: readonly AnyAutomation[];
  /** Folders of `*.prompt.md` files, and prompts described in code. */
  readonly prompts: readonly (string | AnyPrompt)[];
}

const APP: Keys<Parameters<typeof app>[0]> = {
  entryPoint: true,
  workingDirectory: true,
  bootstrap: true,
  setup: true,
  env: true,
  commands: true,
  automations: true,
  prompts: true,
};

/** Checks what the compiler would have checked. */
function assertApp(definition: Parameters<typeof app>[0]): void {
  const { entryPoint, commands, automations = [] } = definition;
  const problems = [...unknownSettings('The app', definition, APP)];
  if (typeof entryPoint !== 'string') {
    problems.push(
      invalid(
        'The app has no `entryPoint`.',
        "Add what people and CI type: `entryPoint: 'npx sluice'`.",
      ),
    );
  }
  if (typeof commands !== 'object' || commands === null || Array.isArray(commands)) {
    problems.push(
      invalid(
        '`commands` of the app is not a record of groups.',
        'Write `commands: { Work: [build] }`.',
      ),
    );
  }
  const groups = Object.entries(commands ?? {}).map(
    ([group, members]) => [`commands.${group}`, members, ['task', 'flow']] as const,
  );
  for (const [place, members, kinds] of [
    ...(Array.isArray(commands) ? [] : groups),
    ['automations', automations, ['automation']] as const,
  ]) {
    problems.push(...wrongMembers(place, members, kinds));
  }
  throwProblems(problems);
}

function wrongMembers(
  place: string,
  members: unknown,
  kinds: readonly ('task' | 'flow' | 'automation')[],
): readonly Diagnostic[] {
  const wanted = kinds.map(article).join(' or ');
  if (!Array.isArray(members)) {
    return [invalid(`\`${place}\` of the app is not a list.`, `Write \`[…]\` around ${wanted}.`)];
  }
  return members.flatMap((member: unknown, at) => {
    if (kinds.some((kind) => isDefinition(member, kind))) return [];
    const what = `\`${place}[${at}]\` of the app`;
    if (member === undefined) {
      return invalid(
        `${what} is undefined.`,
        'Look at its import; where modules import each other, one of them is not there yet.',
      );
    }
    const known = (['task', 'flow', 'automation'] as const).find((kind) =>
      isDefinition(member, kind),
    );
    const name = known === undefined ? undefined : (member as { readonly name: string }).name;
    return known === undefined
      ? invalid(`${what} is not ${wanted}.`, 'Pass what `task`, `flow` or `automation` returned.')
      : invalid(
          `${what} is ${article(known)}, \`${name}\`, and not ${wanted}.`,
          known === 'automation'
            ? 'Put it into `automations`.'
            : 'Put it into a group of `commands`.',
        );
  });
}

/** Describes a project: the default export of `sluice.ts`. */
export function app(definition: {
  /** The command a developer types, and therefore the command CI runs. */
  readonly entryPoint: string;
  readonly workingDirectory?: string;
  /**
   * What every machine needs before the entry point can run: checkout, runtime, install.
   * A job may add to it, by its setup; nothing drops it.
   */
  readonly bootstrap?: readonly BaseSetup[];
  /** What tasks need unless they say otherwise. */
  readonly setup?: readonly BaseSetup[];
  readonly env?: EnvValues;
  /** The commands, in groups for the help. */
  readonly commands: Readonly<Record<string, readonly (AnyTask | AnyFlow)[]>>;
  readonly automations?: readonly AnyAutomation[];
  /** Folders of `*.prompt.md` files, and prompts described in code. */
  readonly prompts?: readonly (string | AnyPrompt)[];
}): App {
  assertApp(definition);
  const { commands, automations = [] } = definition;
  const made: App = {
    kind: 'app',
    entryPoint: definition.entryPoint,
    ...(definition.workingDirectory !== undefined && {
      workingDirectory: definition.workingDirectory,
    }),
    bootstrap: definition.bootstrap ?? [],
    setup: definition.setup ?? [],
    env: definition.env ?? {},
    commands: Object.freeze({ ...commands }),
    automations: Object.freeze([...automations]),
    prompts: Object.freeze([...(definition.prompts ?? [])]),
  };
  // finds names that are taken, before anything else does
  appDefinitions(made);
  return define(made, { kind: 'app' });
}

/** Every definition that an app reaches, by name. */
export interface AppDefinitions {
  readonly tasks: ReadonlyMap<string, AnyTask>;
  /** Tasks that only automations and flows use: no commands, but known to the entry point. */
  readonly hidden: ReadonlySet<string>;
  readonly flows: ReadonlyMap<string, AnyFlow>;
  readonly automations: ReadonlyMap<string, AnyAutomation>;
  readonly prompts: ReadonlyMap<string, AnyPrompt>;
}

/**
 * Everything that an app reaches: commands, automations, and what they run, call and nest. Tasks and workflows share
 * one namespace, except that a dispatchable shares the name of its task.
 * @throws NAME_TAKEN when two definitions have one name.
 */
export function appDefinitions(app: App): AppDefinitions {
  const names = new Map<string, { readonly kind: string; readonly value: object }>();
  const problems: Diagnostic[] = [];
  const tasks = new Map<string, AnyTask>();
  const flows = new Map<string, AnyFlow>();
  const automations = new Map<string, AnyAutomation>();
  const prompts = new Map<string, AnyPrompt>();
  const hidden = new Set<string>();

  const take = (value: NamedDefinition): boolean => {
    const known = names.get(value.name);
    if (known?.value === value) return false;
    if (known === undefined) {
      names.set(value.name, { kind: value.kind, value });
      return true;
    }
    if (sharesCommand(known.value as NamedDefinition, value)) return true;
    problems.push({
      code: 'NAME_TAKEN',
      severity: 'error',
      message: `Two definitions are named \`${value.name}\`: ${article(known.kind)} and ${article(value.kind)}.`,
      hint: 'Rename one of them.',
    });
    return false;
  };
  const addTask = (task: AnyTask): void => {
    for (const each of withCalls(task)) if (take(each)) tasks.set(each.name, each);
  };
  const addWorkflow = (workflow: AnyFlow | AnyAutomation): void => {
    if (take(workflow)) {
      if (workflow.kind === 'flow') flows.set(workflow.name, workflow);
      else automations.set(workflow.name, workflow);
    }
    const internals = workflowInternals(workflow);
    // what a workflow refers to are definitions of this package
    for (const each of (internals?.tasks ?? []) as readonly AnyTask[]) addTask(each);
    for (const each of internals?.prompts ?? []) prompts.set(each.name, each as AnyPrompt);
    for (const each of (internals?.workflows ?? []) as readonly (AnyFlow | AnyAutomation)[]) {
      if (!take(each)) continue;
      if (each.kind === 'flow') flows.set(each.name, each);
      else automations.set(each.name, each);
    }
  };

  const commands = Object.values(app.commands).flat();
  for (const each of commands) if (each.kind === 'task') addTask(each);
  for (const each of commands) if (each.kind === 'flow') addWorkflow(each);
  for (const each of app.automations) addWorkflow(each);
  for (const each of app.prompts) if (typeof each !== 'string') prompts.set(each.name, each);

  const named = new Set(commands.map((each) => each.name));
  for (const name of tasks.keys()) if (!named.has(name)) hidden.add(name);
  throwProblems(problems);
  return { tasks, hidden, flows, automations, prompts };
}

type NamedDefinition = { readonly kind: string; readonly name: string };

/** A dispatchable is an automation with one job, which runs the task of the same name. */
function sharesCommand(one: NamedDefinition, other: NamedDefinition): boolean {
  const [task, automation] = one.kind === 'task' ? [one, other] : [other, one];
  if (task.kind !== 'task' || automation.kind !== 'automation') return false;
  const { steps } = (automation as AnyAutomation).plan();
  return steps.length === 1 && workflowInternals(automation)?.tasks[0] === task;
}

function article(kind: string): string {
  return `${kind === 'automation' ? 'an' : 'a'} ${kind}`;
}

/** Every task that an app reaches, by name: for a registry. */
export function tasksOf(app: App): ReadonlyMap<string, AnyTask> {
  return appDefinitions(app).tasks;
}

/** The tasks that a workflow uses, with those that they call and those of nested workflows. */
export function usedTasks(workflow: AnyFlow | AnyAutomation): readonly AnyTask[] {
  return (workflowInternals(workflow)?.tasks ?? []) as readonly AnyTask[];
}

/**
 * The setup of one job: the bootstrap of the app, then its own, in which `inherit` stands for the setup of the app.
 * A job that says nothing has the setup of the app. For a flow, `step` is left out: it is one job.
 */
export function resolveSetup(
  app: App,
  workflow: AnyFlow | AnyAutomation,
  step?: string,
): readonly PlanSetup[] {
  const own = step === undefined ? setupOf(workflow) : setupsOf(workflow).get(step);
  const filled = (own ?? [{ kind: 'inherit' as const }]).flatMap<BaseSetup>((each) =>
    each.kind === 'inherit' ? app.setup : [each],
  );
  return distinctSetup([...app.bootstrap, ...filled]).map(toPlanSetup);
}
