/**
 * Workflows for GitHub Actions from the same plan that runs locally. `generate` is a pure function from definitions to
 * files: plan → a typed tree of GitHub's schema → YAML. The generated file runs on GitHub what the same command runs
 * here, needs no edit, and is safe without anyone thinking of it; what GitHub would refuse is refused here, with its
 * place and a hint.
 * @module
 */
export { type Drift, findDrift } from './drift/find-drift.ts';
export { unifiedDiff } from './drift/unified-diff.ts';
export { GENERATED_MARKER, generatedFrom } from './file-header.ts';
export {
  type Generated,
  type GeneratedFile,
  type GenerateOptions,
  generate,
  WORKFLOWS_FOLDER,
} from './generate.ts';
export { OUTPUTS_ARTIFACT, OUTPUTS_FILE } from './outputs/outputs-job.ts';
export { GITHUB_LOCK_FILE, printGitHubLock } from './pins/github-lock.ts';
export {
  ACTION_LOCK_FILE,
  type ActionLock,
  EMPTY_LOCK,
  type LockedAction,
  type PinPolicy,
  parseActionLock,
  pinsOf,
  printActionLock,
} from './pins/lock.ts';
export {
  type ActionResolver,
  type PinRequest,
  type PinResult,
  pinActions,
} from './pins/pin-actions.ts';
export type { ActionPin, ActionPins } from './pins/pinner.ts';
