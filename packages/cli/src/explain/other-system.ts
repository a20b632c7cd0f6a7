/**
 * Steps whose machine on GitHub has another operating system. They run here all the same, and are marked.
 *
 * The labels are GitHub's: `ubuntu-24.04`, `windows-latest`, `macos-15-xlarge` for its own machines, and `linux`,
 * `windows`, `macOS` for self-hosted ones, in any case.
 * @module
 */

const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, RegExp>>> = {
  linux: /^(ubuntu|linux)(-|$)/i,
  darwin: /^macos(-|$)/i,
  win32: /^windows(-|$)/i,
};

/** Those of some labels that name another system than this one: `['macos-latest']`. */
export function otherSystems(
  labels: readonly string[],
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  return labels.filter((label) =>
    Object.entries(SYSTEMS).some(([system, pattern]) => system !== platform && pattern.test(label)),
  );
}

/** `here, not on macos-latest`; empty without such labels. */
export function otherSystemWords(labels: readonly string[]): string {
  return labels.length === 0 ? '' : `here, not on ${labels.join(' or ')}`;
}
