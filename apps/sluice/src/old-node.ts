/** What somebody hears whose Node is too old, before it stumbles over what it lacks. @module */

/** The oldest version that Sluice runs on. npm reads `engines`, but only warns. */
const OLDEST = [22, 18] as const;

/** What to say about this Node, or nothing where it is new enough. */
export function tooOld(version: string, path: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return [
    `error[NODE_TOO_OLD]: Sluice needs Node ${OLDEST.join('.')} or newer, and this is ${version}.`,
    `  at ${path}`,
    '  hint: Install a newer one, or let PATH find the one that you have.\n',
  ].join('\n');
}
