/** From definitions to workflow files: a pure function. @module */
import {
  type AnyAutomation,
  type AnyFlow,
  type App,
  app,
  appDefinitions,
  setup,
} from '@sluice/core';
import { type Diagnostic, isDefinition, type Known, validate } from '@sluice/core/plan';
import { callableNames } from './callable.ts';
import { consistencyName, consistencyWorkflow } from './consistency.ts';
import { fileHeader } from './file-header.ts';
import { Findings } from './findings.ts';
import type { Workflow } from './model/workflow.ts';
import { SavedWorkflows } from './nested/saved-workflows.ts';
import { type ActionPins, createPinner } from './pins/pinner.ts';
import { createProject } from './project.ts';
import { workflowFile } from './workflow-file.ts';
import { printWorkflow } from './yaml/print-workflow.ts';

/** What generation needs to know besides the definitions. */
export interface GenerateOptions {
  /** The file that describes the project, from the root of the repository. Default: `sluice.ts`. */
  readonly source?: string | undefined;
  /** The commits of actions. An action that is not there is written with its tag, and a warning. */
  readonly pins?: ActionPins | undefined;
  /** The saved workflows that the repository keeps. A job that runs one that is not there is refused. */
  readonly nested?: Known['nested'];
}

/** One generated file. */
export interface GeneratedFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly content: string;
  /** The workflow that it holds. */
  readonly workflow: string;
}

/** What generation gives. A workflow with an error has no file. */
export interface Generated {
  /** Sorted by path. */
  readonly files: readonly GeneratedFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** The actions that the files use, as they were asked for (`actions/checkout@v7`), sorted. */
  readonly actions: readonly string[];
}

/** The folder of generated files, from the root of a repository. */
export const WORKFLOWS_FOLDER = '.github/workflows';

/**
 * The workflow files of an app: one for each automation, one for each flow with triggers, and one that checks whether
 * they are still what the app says. One automation or flow
 * alone is generated as if it stood in an app whose entry point is `npx sluice`. Nothing is read and nothing written;
 * the same definitions give the same bytes. What GitHub would refuse is refused here: `GHA_UNSUPPORTED`, and whatever
 * `validate` says.
 */
export function generate(
  what: App | AnyAutomation | AnyFlow,
  options: GenerateOptions = {},
): Generated {
  const source = options.source ?? 'sluice.ts';
  const definition = isDefinition(what, 'app') ? (what as App) : appAround(what as AnyFlow);
  const { tasks, automations, flows } = appDefinitions(definition);
  const findings = new Findings();
  const pinner = createPinner(options.pins ?? {});
  const triggered = [...flows.values()].filter((flow) => flow === what || flow.on.length > 0);
  const saved = new SavedWorkflows(
    options.nested,
    new Set([...tasks.keys(), ...automations.keys(), ...flows.keys()]),
  );
  const own = [...automations.values(), ...triggered].map((workflow) => {
    const found = findings.about(workflow.name);
    return { workflow, plan: saved.fill(workflow.plan(), found), found };
  });
  const called = saved.automations().map((workflow) => {
    return { workflow, plan: workflow.plan(), found: findings.about(workflow.name) };
  });
  const workflows = [...own, ...called];
  const callable = callableNames(workflows.map(({ plan }) => plan));
  const project = createProject({
    app: definition,
    source,
    tasks,
    automations: new Map([
      ...automations,
      ...called.map(({ plan, workflow }) => [plan.name, workflow] as const),
    ]),
    callable,
    pinner,
    saved,
  });
  const listed = new Set<string>(definition.automations.map((each) => each.name));

  if (definition.entryPoint.includes('${{')) {
    findings.add({
      code: 'GHA_UNSUPPORTED',
      severity: 'error',
      message: 'The entry point holds `${{`, which GitHub would evaluate and paste into a script.',
      hint: 'Write the command that a developer types.',
    });
  }
  const files: GeneratedFile[] = [];
  for (const { workflow, plan, found } of workflows) {
    for (const each of validate(plan, { tasks: [...tasks.keys()], nested: options.nested }))
      found.add(each);
    if (found.hasErrors()) continue;
    const nested = workflow.kind === 'automation' && !listed.has(plan.name);
    const trees: Workflow[] = [];
    const addFile = (tree: Workflow): void => void trees.push(tree);
    trees.unshift(
      workflowFile(workflow, plan, { project, findings: found, callOnly: nested, addFile }),
    );
    if (found.hasErrors()) continue;
    const header = fileHeader(source, plan.description);
    for (const tree of trees) {
      files.push({
        path: `${WORKFLOWS_FOLDER}/${tree.name}.yml`,
        content: printWorkflow(tree, header),
        workflow: tree.name,
      });
    }
  }
  if (definition === what && files.length > 0) {
    const name = consistencyName(source);
    const found = findings.about(name);
    if (workflows.some(({ plan }) => plan.name === name)) {
      found.refuse(
        'This is the name of the workflow that checks all others.',
        ['name'],
        'Rename the automation.',
        'NAME_TAKEN',
      );
    }
    files.push({
      path: `${WORKFLOWS_FOLDER}/${name}.yml`,
      content: printWorkflow(
        consistencyWorkflow(name, project, found),
        fileHeader(source, 'Says when a generated workflow is not what the project says'),
      ),
      workflow: name,
    });
  }
  if (pinner.unpinned.size > 0) findings.add(unpinnedActions([...pinner.unpinned].sort()));
  files.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { files, diagnostics: findings.all(), actions: [...pinner.asked].sort() };
}

/** Whoever moves a tag changes what workflows run. */
function unpinnedActions(actions: readonly string[]): Diagnostic {
  const names = actions.map((uses) => `\`${uses}\``).join(', ');
  return {
    code: 'GHA_UNSUPPORTED',
    severity: 'warning',
    message: `Not pinned to a commit: ${names}.`,
    hint: 'Run sluice gha pin: whoever moves a tag changes what your workflows run.',
  };
}

/** The project of a definition that stands alone. */
function appAround(workflow: AnyAutomation | AnyFlow): App {
  return app({
    entryPoint: 'npx sluice',
    bootstrap: [setup.checkout(), setup.node(), setup.install()],
    commands: workflow.kind === 'flow' ? { Flows: [workflow] } : {},
    automations: workflow.kind === 'automation' ? [workflow as AnyAutomation] : [],
  });
}
