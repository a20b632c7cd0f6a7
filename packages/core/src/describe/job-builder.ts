/** The builder of automations, and of the bodies of their iterations. @module */
import { isDefinition, taskInternals, workflowInternals } from '../plan/definition.ts';
import { type Json, nameProblem } from '../plan/names.ts';
import type { JsonSchema, PlanStep } from '../plan/plan.ts';
import type { AnyJob, JobBuilder, JobSettings, MatrixJob } from './automation.ts';
import type { Expr } from './expr.ts';
import type { AnyFlow } from './flow.ts';
import type { Graph } from './graph.ts';
import { type AnyMatrix, matrixFacts } from './matrix.ts';
import type { PlacementSettings } from './placement.ts';
import { toEnvironment, toPlacement } from './placing.ts';
import { JOB_SETTINGS } from './settings.ts';
import { envTemplates, outputSchemasOf } from './settle.ts';
import { distinctSetup, type Setup } from './setup.ts';
import {
  addEach,
  addGate,
  addStep,
  endurance,
  GATE_OUTPUTS,
  refuseRunnable,
  wiring,
} from './steps.ts';
import { type AnyTask, allSecrets, withCalls } from './task.ts';
import { toOutputSchemas } from './to-json-schema.ts';

type Runnable = {
  readonly kind: 'task' | 'flow' | 'automation';
  readonly name: string;
  readonly inputs: AnyTask['inputs'];
};
type Options = JobSettings & { readonly inputs?: Readonly<Record<string, unknown>> };

/** The builder of one graph. Its declared type checks the calls; inside, everything is erased. */
export function jobBuilder(graph: Graph): JobBuilder {
  const { definition } = graph;

  const build = (run: Runnable, options: Options, matrix?: AnyMatrix): AnyJob => {
    graph.enter();
    if (
      !isDefinition(run, 'task') &&
      !isDefinition(run, 'flow') &&
      !isDefinition(run, 'automation')
    ) {
      return refuseRunnable(
        String((run as { name?: unknown } | undefined)?.name ?? run),
        'a task, a flow or an automation',
      );
    }
    const id = graph.id(options.id, run.name, false);
    const settings = run.kind === 'automation' ? JOB_SETTINGS.automation : JOB_SETTINGS.placed;
    graph.knowSettings(id, options, settings);
    const codecs = taskInternals(run)?.codecs?.inputs();
    const inputs = wiring(definition, id, run.inputs, options.inputs, codecs);
    const what = run.kind === 'task' ? taskStep(run as AnyTask) : workflowStep(run as AnyFlow);
    return addJob(id, { what, inputs, setup: options.setup ?? setupOf(run), matrix }, options);
  };

  const callSaved = (name: string, options: Options = {}): AnyJob => {
    graph.enter();
    const problem = nameProblem(name, 'workflow');
    if (problem) definition.add('NAME_INVALID', problem.message, problem.hint);
    const id = graph.id(options.id, name, false);
    graph.knowSettings(id, options, JOB_SETTINGS.placed);
    const inputs = wiring(definition, id, undefined, options.inputs);
    const what: What = { run: { kind: 'workflow', name }, rest: {}, outputs: undefined };
    return addJob(id, { what, inputs, setup: options.setup, matrix: undefined }, options);
  };

  interface JobFacts {
    readonly what: What;
    readonly inputs: Readonly<Record<string, Json>>;
    readonly setup: readonly Setup[] | undefined;
    readonly matrix: AnyMatrix | undefined;
  }

  const addJob = (
    id: string,
    { what, inputs, setup, matrix }: JobFacts,
    options: Options,
  ): AnyJob => {
    const facts = matrix === undefined ? undefined : matrixFacts(matrix);
    if (setup !== undefined) definition.setups.set(id, setup);
    const placement = definition.collect(() => toPlacement(options, setup), undefined);
    const env = definition.collect(() => envTemplates(options.env), undefined);
    addStep(
      graph,
      {
        id,
        run: { ...what.run, inputs } as PlanStep['run'],
        ...what.rest,
        ...(facts && { matrix: facts.plan }),
        ...endurance(definition, id, options),
        ...(env && { env }),
        ...(placement && { placement }),
      },
      options,
      [
        facts?.axes,
        options.inputs,
        options.env,
        options.runsOn,
        options.environment,
        options.concurrency,
        options.container,
        options.services,
        options.continueOnError,
        setup?.map((each) => (each.kind === 'cache' ? each.key : undefined)),
      ],
      facts?.owner,
    );
    return graph.handle('job', id, {
      outputs: what.outputs,
      artifacts: what.rest.artifacts ?? [],
      legs: facts !== undefined,
    });
  };

  interface What {
    readonly run: object;
    readonly rest: Pick<PlanStep, 'outputs' | 'artifacts' | 'secrets'>;
    readonly outputs: Readonly<Record<string, JsonSchema>> | undefined;
  }

  const taskStep = (task: AnyTask): What => {
    definition.useTask(task);
    const schemas = taskInternals(task)!.outputSchemas;
    const outputs = definition.collect(() => toOutputSchemas(schemas), {});
    return {
      run: { kind: 'task', task: task.name },
      rest: { outputs, artifacts: task.artifactNames, secrets: allSecrets(task) },
      outputs,
    };
  };

  const workflowStep = (workflow: AnyFlow): What => {
    definition.useWorkflow(workflow);
    const outputs = outputSchemasOf(workflow);
    return {
      run: { kind: 'workflow', plan: workflow.plan() },
      rest: { ...(outputs && { outputs }) },
      outputs,
    };
  };

  const job = (run: Runnable, options: Options = {}): AnyJob => build(run, options);

  const each = (matrix: AnyMatrix, run: Runnable, options: Options = {}): MatrixJob =>
    build(run, options, matrix) as MatrixJob;

  const gate = (
    name: string,
    options: Parameters<typeof addGate>[2] & {
      readonly environment?: NonNullable<PlacementSettings['environment']>;
    },
  ): AnyJob => {
    graph.enter();
    const id = graph.id(name, name, false);
    graph.knowSettings(id, options, JOB_SETTINGS.gate);
    const { environment } = options;
    const placement = environment && { environment: toEnvironment(environment) };
    addGate(graph, id, { ...options, placement }, {}, environment);
    return graph.handle('job', id, { outputs: GATE_OUTPUTS });
  };

  const forEach = (
    name: string,
    options: Parameters<typeof addEach>[2],
    body: (job: JobBuilder, item: Expr<never>, turn: never) => unknown,
  ): AnyJob => {
    graph.enter();
    const id = graph.id(name, name, false);
    graph.knowSettings(id, options, JOB_SETTINGS.forEach);
    const outputs = addEach(
      graph,
      id,
      options,
      {},
      [],
      jobBuilder,
      // the cast: `turn` is what `addEach` gives
      body as Parameters<typeof addEach<JobBuilder>>[6],
    );
    return graph.handle('job', id, { outputs });
  };

  // the cast: the declarations are generic, the functions erased
  return Object.freeze(
    Object.assign(job, { each, callSaved, gate, forEach }),
  ) as unknown as JobBuilder;
}

/**
 * The setup of what a job runs: of the task and the tasks it calls, or of all tasks of a flow. A task that says
 * nothing needs the setup of the app. Undefined when none says anything; an automation's jobs have their own.
 */
export function setupOf(run: { readonly kind: string }): readonly Setup[] | undefined {
  if (run.kind === 'automation') return undefined;
  const tasks =
    run.kind === 'task'
      ? withCalls(run as AnyTask)
      : // the tasks of a flow are definitions of this package
        ((workflowInternals(run)?.tasks ?? []) as readonly AnyTask[]);
  if (tasks.every((each) => each.setup === undefined)) return undefined;
  const setups = tasks.flatMap<Setup>((each) => each.setup ?? [{ kind: 'inherit' }]);
  const inherits = setups.some((each) => each.kind === 'inherit');
  const own = setups.filter((each) => each.kind !== 'inherit');
  return distinctSetup(inherits ? [{ kind: 'inherit' }, ...own] : own);
}
