/** What this engine cannot do is refused before anything runs. @module */
import {
  allSteps,
  type Diagnostic,
  didYouMean,
  gatherNested,
  type Known,
  type NestedPlans,
  nestedIn,
  type Plan,
  validate,
  WorkflowError,
  type WorkflowName,
} from '@sluice/core/plan';
import type { StartRequest } from '@sluice/core/run';
import { moduleOf } from '../attempt/run-attempt.ts';
import { shellProblem } from '../attempt/shell.ts';
import { hasChannels } from '../attempt/task-process.ts';
import type { Ports } from '../ports.ts';

/** Everything that a plan nests by name or path, as far as the ports lead to it. */
export function readNested(
  { library, plans: files, runners }: Pick<Ports, 'library' | 'plans' | 'runners'>,
  { plan, folder }: Pick<StartRequest, 'plan' | 'folder'>,
): Promise<NestedPlans> {
  return gatherNested(
    plan,
    {
      byName: library && ((name) => library.loadIr(name as WorkflowName)),
      byPath: files && ((path) => files.read(path, folder)),
    },
    { kindShapes: kindShapesOf(runners) },
  );
}

/** Checks a plan and everything it nests against the ports. Throws `WORKFLOW_INVALID` with every finding. */
export async function assertRunnable(
  ports: Ports,
  plan: Plan,
  { plans, findings }: NestedPlans,
  inProcess: boolean,
): Promise<void> {
  const found = [
    ...validate(plan, { nested: nestedIn(plans), kindShapes: kindShapesOf(ports.runners) }),
    ...findings,
    ...(await whatIsMissing(ports, plan, inProcess)),
  ];
  for (const [key, nested] of Object.entries(plans)) {
    for (const one of await whatIsMissing(ports, nested, inProcess)) {
      found.push({ ...one, message: `\`${key}\`: ${one.message}` });
    }
  }
  const errors = found.filter((one) => one.severity === 'error');
  if (errors.length === 0) return;
  throw new WorkflowError('WORKFLOW_INVALID', errors.map((one) => one.message).join('\n'), {
    hint: errors[0]?.hint,
    diagnostics: errors,
  });
}

function kindShapesOf(runners: Ports['runners'] = []): NonNullable<Known['kindShapes']> {
  return Object.fromEntries(
    runners.flatMap(({ kind, shape }) => (shape === undefined ? [] : [[kind, shape]])),
  );
}

/** What the steps of a plan need and the ports do not offer. */
async function whatIsMissing(
  ports: Ports,
  plan: Plan,
  inProcess: boolean,
): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const { step, path } of allSteps(plan)) {
    const say = (
      message: string,
      hint: string,
      code: Diagnostic['code'] = 'WORKFLOW_INVALID',
    ): void => {
      found.push({ code, severity: 'error', message, hint, path: [...path, 'run'] });
    };
    const { run, placement } = step;
    const containers = [
      ...(placement?.container ? [placement.container.image] : []),
      ...Object.entries(placement?.services ?? {}).map(([name, { image }]) => `${name} (${image})`),
    ];
    if (containers.length > 0) {
      say(
        `The step \`${step.id}\` needs containers, and this engine starts none: ${containers.join(', ')}.`,
        'Run it on GitHub, or start what it needs yourself and leave `container` and `services` out.',
        'GHA_UNSUPPORTED',
      );
    }
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
      case 'shell': {
        const problem = run.shell === undefined ? undefined : shellProblem(run.shell);
        if (problem !== undefined) say(`The step \`${step.id}\`: ${problem.message}`, problem.hint);
        break;
      }
      case 'script':
      case 'gate':
      case 'each':
      case 'workflow':
        break;
      default:
        if (!ports.runners?.some((runner) => runner.kind === run.kind)) {
          say(
            `The step \`${step.id}\` is of the kind \`${run.kind}\`, and this engine has no runner for it.`,
            `Pass a runner for \`${run.kind}\` among the \`runners\` of the ports.`,
          );
        }
    }
  }
  return found;
}
