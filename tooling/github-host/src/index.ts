/**
 * A host for tests that executes a workflow file the way GitHub's runner would. It is the other side of the
 * comparison "generated file = local run", so it shares nothing with what it judges: GitHub's own parser and
 * evaluator, real shells, the runner's files, artifacts as directories. The rules are those of GitHub's documentation
 * and of the public runner.
 *
 * Jobs and legs run one after the other. Not there: containers and services, concurrency, schedules, and any action
 * without a stand-in (`actions`), which fails its step by name.
 *
 * @module
 */
export type { Action } from './actions.ts';
export { readAssignments } from './command-file.ts';
export type { LegResult } from './job.ts';
export { expandMatrix, type Leg } from './matrix.ts';
export type { Machine, Result, StepResult } from './step.ts';
export {
  type JobResult,
  runWorkflow,
  type WorkflowResult,
  type WorkflowRun,
  type WorkflowRunOptions,
} from './workflow.ts';
export { problemsOf } from './workflow-file.ts';
