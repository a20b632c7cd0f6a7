/**
 * Sluice on disk: the ports of `@sluice/core/run` as plain files, and plans as files that people write. Whatever
 * is written here is written whole or not at all, and names that people chose become file names that cannot meet.
 * @module
 */
export { createFileArtifactStore } from './artifact-store.ts';
export {
  type AtomicFileOptions,
  createFile,
  readFileIfExists,
  replaceFile,
  replaceFileInPassing,
} from './atomic-file.ts';
export { createFileBlobStore } from './blob-store.ts';
export { withFileLock } from './file-lock.ts';
export { fileNameOf } from './file-name.ts';
export { sluiceHome } from './home.ts';
export type { Imported } from './import/nodes-and-edges.ts';
export { createFileLibrary, type FileLibraryOptions } from './library/file-library.ts';
export { createFileLogSink } from './log-sink.ts';
export {
  createPlanFiles,
  type ImportNotice,
  parseImport,
  parsePlanText,
  printPlanYaml,
  readPlanFile,
} from './plan-file.ts';
export { createSecretSource, type SecretSourceOptions } from './secret-source.ts';
export { storageProblem } from './storage-problem.ts';
export type { WrittenHistory } from './workspace/history.ts';
export type { WorkspacePaths } from './workspace/layout.ts';
export type { Lease } from './workspace/lease.ts';
export { isGone, thisProcess } from './workspace/owner.ts';
export { assertSamePlan, type WorkspaceParams } from './workspace/params.ts';
export type { RunFolder } from './workspace/run-folder.ts';
export type { EndingFact, StepResultFile } from './workspace/step-result.ts';
export {
  createWorkspace,
  createWorkspaceRunStore,
  type Workspace,
  type WorkspaceOptions,
} from './workspace/workspace.ts';
