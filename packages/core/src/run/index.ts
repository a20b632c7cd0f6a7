/**
 * The run model: a history of events, the state folded from it, and the commands that follow from the state.
 *
 * It is pure. There is no clock, no I/O and no randomness: time enters only as the `at` of events, and the same history
 * gives the same commands. All policy lives here, from conditions to concurrency groups; an engine only remembers
 * (it appends the facts of each command *before* it acts) and lets workers work. The ports say what an engine offers
 * and what it needs.
 * @module
 */
export {
  acceptAnswer,
  checkOutputs,
  isAnswered,
  type OpenAttempt,
  openAttempts,
  openTimers,
  retryDelayMs,
} from './acceptance.ts';
export { commandFacts } from './command-facts.ts';
export type { Command } from './commands.ts';
export { MAX_LEGS } from './decide/matrix.ts';
export { needsWorker } from './decide/schedule.ts';
export { decide } from './decide.ts';
export type {
  Decision,
  EventEnvelope,
  EventFacts,
  FencingToken,
  OpenGate,
  Outcome,
  Payload,
  RunEvent,
  RunFact,
  SkipReason,
} from './events.ts';
export { evolve } from './evolve.ts';
export { type ExplainOptions, explainPlan, type StepExplanation } from './explain.ts';
export { type ContinuePolicy, checkPolicy, type RunPolicy } from './policy.ts';
export type {
  ArtifactStore,
  Attempt,
  BlobStore,
  Clock,
  Engine,
  Following,
  LibraryNotice,
  LogLine,
  LogRef,
  LogSink,
  PlanFiles,
  PromptSource,
  ResumeOptions,
  RunStore,
  SavedWorkflow,
  SavedWorkflowChange,
  SaveOptions,
  SecretSource,
  Spawner,
  SpawnRequest,
  StartRequest,
  StepRunner,
  TaskCall,
  TaskRegistry,
  WorkflowLibrary,
  WorkflowRevision,
} from './ports.ts';
export { matchesRunQuery } from './query.ts';
export { reviewHash } from './review-hash.ts';
export {
  assertNoErrors,
  changedFields,
  matchesSearch,
  nextVersion,
  savedAfter,
  savedPlanFindings,
  versionNeeded,
  versionNotFound,
  workflowChanged,
  workflowExists,
  workflowNameTaken,
  workflowNotFound,
} from './saved-workflow.ts';
export { createRunState, initialState, type PayloadLookup, type RunState } from './state.ts';
export { type StepKey, stepKey } from './step-key.ts';
export { view } from './view.ts';
export type { RunQuery, RunStatus, RunView, StepStatus, StepView } from './views.ts';
