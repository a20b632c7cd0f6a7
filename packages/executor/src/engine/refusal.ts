/** What this engine cannot do is refused before anything runs. @module */
import {
  type Diagnostic,
  didYouMean,
  type Plan,
  type PlanStep,
  validate,
  WorkflowError,
} from '@sluice/core/plan';
import { moduleOf } from '../attempt/run-attempt.ts';
import { hasChannels } from '../attempt/task-process.ts';
import type { Ports } from '../ports.ts';
import type { PayloadCache } from './payloads.ts';

/** The hashes of all plans that a plan nests by name. */
export type NestedHashes = Readonly<Record<string, string>>;

/**
 * Checks a plan and everything it nests against the ports, and pins the nested plans.
 * Throws `WORKFLOW_INVALID` with every finding.
 */
export async function prepare(
  ports: Ports,
  plan: Plan,
  cache: PayloadCache,
  inProcess: boolean,
): Promise<NestedHashes> {
  const found: Diagnostic[] = validate(plan).filter((one) => one.severity === 'error');
  const nested: Record<string, string> = {};
  const path: (string | number)[] = [];
  const say = (
    message: string,
    hint: string,
    code: Diagnostic['code'] = 'WORKFLOW_INVALID',
  ): void => {
    found.push({ code, severity: 'error', message, hint, path: [...path] });
  };

  const visitPlan = async (one: Plan): Promise<void> => {
    for (const [index, step] of one.steps.entries()) await visitStep(step, index);
  };
  const visitStep = async (step: PlanStep, index: number): Promise<void> => {
    const depth = path.length;
    path.push('steps', index);
    if (step.placement?.container || step.placement?.services) {
      say(
        `The step \`${step.id}\` runs in a container, and this engine starts none.`,
        'Run it on GitHub, or leave the container out.',
        'GHA_UNSUPPORTED',
      );
    }
    const { run } = step;
    path.push('run');
    switch (run.kind) {
      case 'task':
        if ((await ports.tasks.get(run.task)) === undefined) {
          say(
            `The step \`${step.id}\` runs the task \`${run.task}\`, which is not registered.`,
            didYouMean(run.task, ports.tasks.names()) ?? 'Give it to the task registry.',
            'TASK_UNKNOWN',
          );
        } else if (!inProcess && moduleOf({ ports }) !== undefined && !hasChannels(ports.spawner)) {
          say(
            `The step \`${step.id}\` runs a task in a process, and the spawner has no channel to it.`,
            'Use `nodeSpawner()`, or run tasks with `inProcess: true`.',
          );
        }
        break;
      case 'each':
        path.push('steps');
        for (const [at, inner] of run.steps.entries()) await visitStep(inner, at);
        break;
      case 'workflow':
        await visitWorkflow(step, run);
        break;
      case 'shell':
      case 'script':
      case 'gate':
        break;
      default:
        if (!ports.runners?.some((runner) => runner.kind === run.kind)) {
          say(
            `The step \`${step.id}\` is of the kind \`${run.kind}\`, and this engine has no runner for it.`,
            `Pass a runner for \`${run.kind}\` among the \`runners\` of the ports.`,
          );
        }
    }
    path.length = depth;
  };
  const visitWorkflow = async (
    step: PlanStep,
    run: Extract<PlanStep['run'], { kind: 'workflow' }>,
  ): Promise<void> => {
    if (run.plan !== undefined) {
      path.push('plan');
      return visitPlan(run.plan);
    }
    if (run.path !== undefined) {
      return say(
        `The step \`${step.id}\` nests the file \`${run.path}\`, and an engine reads no files.`,
        'Put the plan of the file in its place before the run starts.',
      );
    }
    if (nested[run.name] !== undefined) return;
    try {
      const saved = await ports.library.loadIr(run.name as never);
      nested[run.name] = await cache.keepPlan(saved);
      await visitPlan(saved);
    } catch (error) {
      if (!WorkflowError.is(error)) throw error;
      say(
        `The step \`${step.id}\` nests \`${run.name}\`: ${error.message}`,
        error.hint ?? `Save a workflow under the name \`${run.name}\`.`,
        error.code,
      );
    }
  };

  await visitPlan(plan);
  if (found.length === 0) return nested;
  throw new WorkflowError('WORKFLOW_INVALID', found.map((one) => one.message).join('\n'), {
    hint: found[0]?.hint,
    diagnostics: found,
  });
}
