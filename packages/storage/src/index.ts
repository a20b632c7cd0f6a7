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
} from './atomic-file.ts';
export { createFileBlobStore } from './blob-store.ts';
export { withFileLock } from './file-lock.ts';
export { fileNameOf } from './file-name.ts';
export { sluiceHome } from './home.ts';
export { createFileLibrary, type FileLibraryOptions } from './library/file-library.ts';
export { createFileLogSink } from './log-sink.ts';
export { createPlanFiles, parsePlanText, printPlanYaml, readPlanFile } from './plan-file.ts';
export { createSecretSource, type SecretSourceOptions } from './secret-source.ts';
