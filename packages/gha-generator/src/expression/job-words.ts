/** The words of a job's expressions: earlier steps are `needs`, a turn of an iteration is a leg of a matrix. @module */
import {
  type ContextPath,
  type Declarations,
  type ExprNode,
  type Plan,
  type PlanStep,
  stepOutputSchema,
} from '@sluice/core/plan';
import { inputNode } from '../inputs.ts';
import { arrived } from './border.ts';
import { call, githubPath, literal } from './rewrite.ts';
import type { Place } from './texts.ts';

/** What the words of a workflow depend on. */
export interface WorkflowWords {
  readonly plan: Plan;
  readonly steps: ReadonlyMap<string, PlanStep>;
  /** Whether events start the workflow that bring no inputs. */
  readonly otherEvents: boolean;
  /** The job behind an id of the plan: `needs` for jobs, `jobs` for the outputs of the workflow. */
  readonly jobs: 'needs' | 'jobs';
  /** What every job asks that nothing before it would stop. */
  readonly asked?: ExprNode | undefined;
  /** What is said in other words here than in the rest of the workflow: in the turns of an iteration. */
  readonly inside?: ((path: ContextPath) => ExprNode | undefined) | undefined;
}

/** The name of a job's output that holds the file name of an artifact; a folder is `.`. */
export function artifactOutput(artifact: string): string {
  return `artifact-${artifact}`;
}

/** The folder of a downloaded artifact, from the root of the checkout. */
export function artifactFolder(job: string, artifact: string): string {
  return `.sluice/downloads/${job}/${artifact}`;
}

/** What stands for the root of the checkout in a path, until a shell knows where that is. */
export const WORKSPACE = '@workspace';

/** The path of a downloaded artifact, null where there is none; of a matrix, a list of them. */
function artifactNode(workflow: WorkflowWords, step: PlanStep, artifact: string): ExprNode {
  const file = githubPath(workflow.jobs, step.id, 'outputs', artifactOutput(artifact));
  if (step.matrix) return arrived(file, undefined);
  const path = literal(`${WORKSPACE}/${artifactFolder(step.id, artifact)}/{0}`);
  return { op: '&&', left: file, right: call('format', path, file) };
}

/** The place of the expressions of a job. */
export function jobPlace(workflow: WorkflowWords): Place {
  return {
    words: { context: (path) => jobContext(path, workflow) },
    known: declarations(workflow),
  };
}

/** What a workflow declares. */
export function declarations({ plan, steps }: WorkflowWords): Declarations {
  return { inputs: plan.inputs, step: (id) => steps.get(id) };
}

function jobContext(path: ContextPath, workflow: WorkflowWords): ExprNode | undefined {
  const inside = workflow.inside?.(path);
  if (inside !== undefined) return inside;
  const [context, name, part, key] = path as readonly (string | undefined)[];
  switch (context) {
    case 'inputs':
      return name === undefined ? undefined : inputNode(workflow.plan, name, workflow.otherEvents);
    case 'steps': {
      const step = workflow.steps.get(name!);
      if (step === undefined || part === undefined) return undefined;
      if (part === 'result') return githubPath(workflow.jobs, name!, 'result');
      if (part === 'artifacts') return artifactNode(workflow, step, key!);
      return arrived(
        githubPath(workflow.jobs, name!, 'outputs', key!),
        stepOutputSchema(step, key!),
      );
    }
    case 'documents': {
      const producer = [...workflow.steps.values()].find(
        (each) => each.produces?.document === name,
      );
      if (producer?.produces === undefined) return undefined;
      const { output } = producer.produces;
      const text = githubPath(workflow.jobs, producer.id, 'outputs', output);
      return arrived(text, stepOutputSchema(producer, output));
    }
    case 'run':
      if (name === 'workflow') return literal(workflow.plan.name);
      return githubPath('github', name === 'attempt' ? 'run_attempt' : 'run_id');
    case 'rework':
      return literal(null);
    default:
      return undefined;
  }
}
