/** The builder of flows, and of the bodies of their iterations. @module */
import type { z } from 'zod';
import { lowerParts } from '../plan/command.ts';
import { isDefinition, taskInternals } from '../plan/definition.ts';
import { nameProblem } from '../plan/names.ts';
import type { JsonSchema, PlanStep } from '../plan/plan.ts';
import type { AnyDocument, DocumentType } from './document.ts';
import type { Expr } from './expr.ts';
import { contextExpr } from './expression.ts';
import type { AnyFlow, ScriptSource, Step, StepBuilder, StepSettings } from './flow.ts';
import type { Graph } from './graph.ts';
import { STEP_SETTINGS } from './settings.ts';
import { envTemplates, outputSchemasOf } from './settle.ts';
import { commandParts, type ShellCommand } from './shell-command.ts';
import {
  addEach,
  addGate,
  addStep,
  endurance,
  GATE_OUTPUTS,
  promptRun,
  refuseRunnable,
  wiring,
} from './steps.ts';
import { type AnyTask, allSecrets, type OutputSpec } from './task.ts';
import { exprTemplate } from './template.ts';
import { shapeOf, toOutputSchemas, toPortableSchema, toSchemas } from './to-json-schema.ts';

type Settings = StepSettings & {
  readonly id?: string;
  readonly produces?: readonly [document: AnyDocument, output: string];
};
type CommandSettings = Settings & {
  readonly outputs?: OutputSpec;
  readonly cwd?: string;
  readonly shell?: 'bash' | 'sh' | 'pwsh';
  readonly args?: readonly unknown[];
};

const PROCESS_OUTPUTS: Readonly<Record<string, JsonSchema>> = {
  stdout: { type: 'string' },
  exitCode: { type: 'integer' },
};

/** The builder of one graph. Its declared type checks the calls; inside, everything is erased. */
export function flowBuilder(graph: Graph): StepBuilder {
  const { definition } = graph;
  const guarded =
    <A extends readonly unknown[], R>(build: (...args: A) => R) =>
    (...args: A): R => {
      graph.enter();
      return build(...args);
    };

  const common = (id: string, settings: Settings): Partial<PlanStep> => {
    const env = definition.collect(() => envTemplates(settings.env), undefined);
    return {
      ...endurance(definition, id, settings),
      ...(env && { env }),
      ...(settings.produces && {
        produces: { document: settings.produces[0].name, output: settings.produces[1] },
      }),
    };
  };

  const step = (task: AnyTask, inputs?: object, settings: Settings = {}): Step => {
    const internals = taskInternals(task);
    if (internals === undefined)
      return refuseRunnable(
        String((task as unknown as { name?: unknown } | undefined)?.name ?? task),
        'a task',
      );
    definition.useTask(task);
    const id = graph.id(settings.id, task.name, true);
    graph.knowSettings(id, settings, STEP_SETTINGS.named);
    const values = wiring(
      definition,
      id,
      task.inputs,
      inputs as Record<string, unknown>,
      internals.codecs?.inputs(),
    );
    const outputs = definition.collect(() => toOutputSchemas(internals.outputSchemas), {});
    addStep(
      graph,
      {
        id,
        run: { kind: 'task', task: task.name, inputs: values },
        outputs,
        artifacts: task.artifactNames,
        secrets: allSecrets(task),
        ...common(id, settings),
      },
      settings,
      [inputs, settings.env],
    );
    return graph.handle('step', id, { outputs, artifacts: task.artifactNames });
  };

  const command = (
    id: string,
    settings: CommandSettings,
    run: PlanStep['run'],
    mentioned: unknown,
  ): Step => {
    const declared = definition.collect(() => outputSpec(settings.outputs), {});
    addStep(graph, { id, run, outputs: declared, ...common(id, settings) }, settings, [
      mentioned,
      settings.env,
    ]);
    return graph.handle('step', id, { outputs: { ...declared, ...PROCESS_OUTPUTS } });
  };

  const shell = (
    name: string,
    text: string | ShellCommand,
    settings: CommandSettings = {},
  ): Step => {
    const id = graph.id(name, name, false);
    graph.knowSettings(id, settings, STEP_SETTINGS.shell);
    const lowered = lowerParts(commandParts(text), {
      shell: settings.shell === 'pwsh' ? 'pwsh' : 'posix',
      taken: Object.keys(settings.env ?? {}),
    });
    for (const each of lowered.problems) {
      definition.add(each.code, `${each.message.replace(/\.$/, '')} (in \`${id}\`).`, each.hint);
    }
    return command(
      id,
      settings,
      {
        kind: 'shell',
        command: lowered.command,
        ...(settings.shell !== undefined && { shell: settings.shell }),
        ...(Object.keys(lowered.env).length > 0 && { env: lowered.env }),
        ...(settings.cwd !== undefined && { cwd: settings.cwd }),
      },
      typeof text === 'string' ? undefined : text.values,
    );
  };

  const script = (name: string, source: ScriptSource, settings: CommandSettings = {}): Step => {
    const id = graph.id(name, name, false);
    graph.knowSettings(id, settings, STEP_SETTINGS.script);
    const args = settings.args ?? [];
    const rest =
      args.length > 0 ? { args: args.map((each) => exprTemplate(each as Expr<string>)) } : {};
    return command(
      id,
      settings,
      'file' in source
        ? { kind: 'script', language: languageOf(source.file), file: source.file, ...rest }
        : { kind: 'script', language: source.language, source: source.source, ...rest },
      args,
    );
  };

  const llm = (
    name: string,
    options: StepSettings & {
      readonly prompt: Parameters<typeof promptRun>[2];
      readonly model?: string;
      readonly tools?: readonly string[];
      readonly maxTurns?: number;
      readonly answer?: z.ZodObject;
      readonly produces?: AnyDocument;
    },
  ): Step => {
    const id = graph.id(name, name, false);
    graph.knowSettings(id, options, STEP_SETTINGS.llm);
    const { model, tools, maxTurns, answer, produces } = options;
    const { prompt, mentioned } = promptRun(definition, id, options.prompt);
    const outputs: Record<string, JsonSchema> = {};
    const schema =
      answer && definition.collect(() => toPortableSchema(answer, [id, 'answer']), undefined);
    if (answer) {
      Object.assign(
        outputs,
        definition.collect(() => toSchemas(shapeOf(answer), [id, 'answer']), {}),
      );
    } else outputs['text'] = { type: 'string' };
    if (produces) {
      outputs['document'] = definition.collect(
        () => toPortableSchema(produces.schema, [id, produces.name]),
        true,
      );
    }
    const { produces: _document, ...settings } = options;
    addStep(
      graph,
      {
        id,
        run: {
          kind: 'llm',
          prompt,
          ...(model !== undefined && { model }),
          ...(tools && { tools: [...tools] }),
          ...(schema !== undefined && { answer: schema }),
          ...(maxTurns !== undefined && { maxTurns }),
        },
        outputs,
        ...common(id, settings),
        ...(produces && { produces: { document: produces.name, output: 'document' } }),
      },
      settings,
      [mentioned, options.env],
    );
    return graph.handle('step', id, { outputs });
  };

  const call = (flow: AnyFlow, inputs?: object, settings: Settings = {}): Step => {
    if (!isDefinition(flow, 'flow'))
      return refuseRunnable(
        String((flow as { name?: unknown } | undefined)?.name ?? flow),
        'a flow',
      );
    definition.useWorkflow(flow);
    const id = graph.id(settings.id, flow.name, true);
    graph.knowSettings(id, settings, STEP_SETTINGS.named);
    const values = wiring(definition, id, flow.inputs, inputs as Record<string, unknown>);
    const outputs = outputSchemasOf(flow);
    addStep(
      graph,
      {
        id,
        run: { kind: 'workflow', plan: flow.plan(), inputs: values },
        ...(outputs && { outputs }),
        ...common(id, settings),
      },
      settings,
      [inputs, settings.env],
    );
    return graph.handle('step', id, { outputs });
  };

  const callSaved = (name: string, inputs: object, settings: Settings = {}): Step => {
    const problem = nameProblem(name, 'workflow');
    if (problem) definition.add('NAME_INVALID', problem.message, problem.hint);
    const id = graph.id(settings.id, name, true);
    graph.knowSettings(id, settings, STEP_SETTINGS.named);
    const values = wiring(definition, id, undefined, inputs as Record<string, unknown>);
    addStep(
      graph,
      { id, run: { kind: 'workflow', name, inputs: values }, ...common(id, settings) },
      settings,
      [inputs, settings.env],
    );
    return graph.handle('step', id, { outputs: undefined });
  };

  const forEach = (
    name: string,
    options: StepSettings & Parameters<typeof addEach>[2],
    body: (build: StepBuilder, item: Expr<never>, turn: never) => unknown,
  ): Step => {
    const id = graph.id(name, name, false);
    graph.knowSettings(id, options, STEP_SETTINGS.forEach);
    const outputs = addEach(
      graph,
      id,
      options,
      common(id, options),
      [options.env],
      flowBuilder,
      // the cast: `turn` is what `addEach` gives
      body as Parameters<typeof addEach<StepBuilder>>[6],
    );
    return graph.handle('step', id, { outputs });
  };

  const gate = (name: string, options: StepSettings & Parameters<typeof addGate>[2]): Step => {
    const id = graph.id(name, name, false);
    graph.knowSettings(id, options, STEP_SETTINGS.gate);
    addGate(graph, id, options, common(id, options), options.env);
    return graph.handle('step', id, { outputs: GATE_OUTPUTS });
  };

  const read = (type: DocumentType): Expr<unknown> =>
    contextExpr(
      ['documents', type.name],
      [graph.owner],
      definition.collect(() => toPortableSchema(type.schema, [type.name]), undefined),
    );

  // the cast: the declarations are generic, the functions erased
  return Object.freeze({
    step: guarded(step),
    shell: guarded(shell),
    script: guarded(script),
    llm: guarded(llm),
    call: guarded(call),
    callSaved: guarded(callSaved),
    forEach: guarded(forEach),
    gate: guarded(gate),
    read: guarded(read),
  }) as unknown as StepBuilder;
}

function outputSpec(spec: OutputSpec | undefined): Readonly<Record<string, JsonSchema>> {
  if (spec === undefined) return {};
  const schemas = Array.isArray(spec)
    ? Object.fromEntries(spec.map((name: string) => [name, null]))
    : (spec as Readonly<Record<string, z.ZodType>>);
  return toSchemas(schemas, ['outputs']);
}

function languageOf(file: string): 'node' | 'python' {
  return file.endsWith('.py') ? 'python' : 'node';
}
