/**
 * The embedded engine. Core decides what follows from the history of a run; the engine writes it down before it acts,
 * and workers do it: a task, a shell command or a script is a process of its own, in a group of its own, with a folder
 * of its own. `createEngine` takes ports (stores, clock, spawner, tasks) and is the `Engine` of `@sluice/core/run`;
 * `runner` puts the types of a workflow in front of any engine; the rest are the ports of this machine.
 * @module
 */
export { createStoppableClock, type StoppableClock, systemClock } from './clock.ts';
export { createEngine } from './engine/engine.ts';
export type { EngineOptions } from './engine/options.ts';
export { secretNamesIn, secretNamesOf } from './engine/resolve-secrets.ts';
export type { Ports } from './ports.ts';
export { GITHUB_GRACE, type Grace } from './process/end-group.ts';
export { createOrphanGuard, type OrphanGuard } from './process/guard.ts';
export {
  type ChannelRequest,
  type ChannelSpawner,
  nodeSpawner,
  type OutputLine,
  type SpawnerOptions,
} from './process/spawner.ts';
export { type RunHandle, type Runnable, type Runner, runner, type StartOptions } from './runner.ts';
export { mapFileOf, mapStacks } from './task/map-stacks.ts';
export {
  createTaskRegistry,
  type LocalTaskRegistry,
  type TaskRegistryOptions,
} from './task/registry.ts';
export { uniqueId } from './unique-id.ts';
export {
  CLAIM_VARIABLE,
  type ClaimedStepRequest,
  runClaimedStep,
} from './workspace/claimed-step.ts';
export type { AskGate } from './workspace/gate-question.ts';
export { heardLines } from './workspace/heard-lines.ts';
export { type IsolatedAttemptsOptions, isolatedAttempts } from './workspace/isolated-attempts.ts';
export type { RunningAttempt } from './workspace/open-run.ts';
export { type IsolatedOptions, runIsolated } from './workspace/run-isolated.ts';
export { runStep, type StepEnd, type StepRequest } from './workspace/run-step.ts';
export { setUpWorkspace } from './workspace/set-up.ts';
export type { Endurance } from './workspace/step-driver.ts';
