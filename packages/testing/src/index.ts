/**
 * For tests of workflows, hosts and engines: every port in memory, time that a test moves by hand, workers that follow
 * a script, the round trip of a plan, and the suites that every engine and every store of runs must pass. Nothing here
 * needs a network, and nothing but the engine suite starts processes.
 *
 * The memory stores promise what stores on disk promise: what goes in is copied and frozen, what comes out is JSON.
 * An engine that leans on an object staying the same object fails here first.
 * @module
 */
export type { ConformanceCase } from './conformance/conformance-case.ts';
export type { EngineWorld } from './conformance/engine/engine-case.ts';
export { engineConformance } from './conformance/engine-conformance.ts';
export { type RunStoreWorld, runStoreConformance } from './conformance/run-store-conformance.ts';
export {
  type DrivenRun,
  type DriveOptions,
  driveRun,
  type ScriptedAnswer,
} from './drive-run.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
export { createMemoryArtifactStore, type MemoryArtifactStore } from './memory-artifact-store.ts';
export { createMemoryBlobStore } from './memory-blob-store.ts';
export { createMemoryLibrary, type MemoryLibraryOptions } from './memory-library.ts';
export { createMemoryLogSink } from './memory-log-sink.ts';
export { createMemoryRunStore, type MemoryRunStoreOptions } from './memory-run-store.ts';
export { createMemorySecretSource, type MemorySecretSource } from './memory-secret-source.ts';
export { roundTrip } from './round-trip.ts';
export {
  createScriptedWorker,
  type ScriptedAttempt,
  type ScriptedEnd,
  type ScriptedStep,
  type ScriptedWorker,
  type WorkerScript,
} from './scripted-worker.ts';
