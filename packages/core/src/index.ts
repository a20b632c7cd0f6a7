/**
 * Describe workflows: tasks, flows, automations and what they are made of. Builders receive symbols only; a value
 * exists only when a plan runs. What is described here becomes a plan (`@sluice/core/plan`), and a plan becomes a
 * run (`@sluice/core/run`).
 *
 * A task is a leaf: a typed function with declared inputs, outputs, artifacts, secrets and setup. A flow is a graph of
 * steps that share one machine, an automation a graph of jobs with a machine each; both are validated where they are
 * described, and `plan()` gives the same JSON for the same source. Expressions stand for what only a run knows:
 * mentioning one makes the dependency. An app says what a project offers.
 * @module
 */
export type { App, AppDefinitions } from './describe/app.ts';
export { app, appDefinitions, resolveSetup, tasksOf, usedTasks } from './describe/app.ts';
export type {
  AnyAutomation,
  AnyJob,
  Automation,
  Job,
  JobBuilder,
  JobSettings,
  MatrixJob,
} from './describe/automation.ts';
export { automation, dispatchable } from './describe/automation.ts';
export type { EventPart, EventPayload } from './describe/contexts.ts';
export { env, github, run, vars } from './describe/contexts.ts';
export type { AnyDocument, DocumentType } from './describe/document.ts';
export { document } from './describe/document.ts';
export type { EnvValues, Expr, Fenced, Untrusted, Wire } from './describe/expr.ts';
export { isExpr } from './describe/expression.ts';
export type {
  AnyFlow,
  AnyStep,
  Flow,
  SavedWorkflows,
  Step,
  StepBuilder,
  StepSettings,
} from './describe/flow.ts';
export { flow } from './describe/flow.ts';
export {
  and,
  choose,
  fence,
  format,
  fromJSON,
  hashFiles,
  join,
  not,
  or,
  status,
  toJSON,
} from './describe/functions.ts';
export type { Approval, GateOutputs, GateTerms, OnReject } from './describe/gate.ts';
export type { LoopTerms, Turn } from './describe/iteration.ts';
export type { Matrix, MatrixOptions } from './describe/matrix.ts';
export { matrix } from './describe/matrix.ts';
export type { Concurrency, Container, Permissions, RunsOn } from './describe/placement.ts';
export type { AnyPrompt, Prompt, PromptFiles, PromptText } from './describe/prompt.ts';
export { prompt, promptFile, text } from './describe/prompt.ts';
export type { BaseSetup, Setup } from './describe/setup.ts';
export { setup } from './describe/setup.ts';
export type { ShellCommand } from './describe/shell-command.ts';
export { sh } from './describe/shell-command.ts';
export type {
  AnyTask,
  ArtifactPath,
  ArtifactsOf,
  CallResult,
  ExecOptions,
  ExecResult,
  InputArgs,
  InputsOf,
  OutputsOf,
  ParamsOf,
  SecretsOf,
  Task,
  TaskContext,
} from './describe/task.ts';
export { artifact, artifactPath, task } from './describe/task.ts';
export { exprTemplate } from './describe/template.ts';
export { toPortableSchema } from './describe/to-json-schema.ts';
export { on, unsafe } from './describe/trigger.ts';
export type { Diagnostic, ErrorCode, ErrorFacts, SourceLocation } from './plan/errors.ts';
export { WorkflowError } from './plan/errors.ts';
export type { EventName, StepResult } from './plan/event.ts';
export type {
  ContextName,
  ContextPath,
  ExprNode,
  FunctionName,
  Operator,
} from './plan/expression/node.ts';
export type { Duration, Json, JsonObject, RunId, WorkflowName } from './plan/names.ts';
export { runId, workflowName } from './plan/names.ts';
export type { Trigger } from './plan/trigger.ts';
