/** Who sits at this terminal, and in which role they may answer a gate. @module */
import { userInfo } from 'node:os';
import { git } from '../run/git.ts';

/** In whose name, and in which role, an answer is recorded. */
export interface Answerer {
  readonly by: string;
  readonly role?: string;
}

/** The names that this machine knows its user by, the most telling first. */
export async function localNames(cwd: string): Promise<readonly string[]> {
  const asked = ['github.user', 'user.name', 'user.email'];
  const known = await Promise.all(asked.map((key) => git(cwd, 'config', key)));
  return [...new Set([...known, userName()])].filter((name) => name !== '');
}

/**
 * Whoever has the terminal may act in any role: the run is theirs, and the history says who took which role. A gate
 * that names people needs one of these names. Undefined when nobody here may answer.
 */
export function answererOf(
  acceptors: readonly string[],
  names: readonly string[],
): Answerer | undefined {
  const known = names.find((name) => acceptors.includes(name));
  if (known !== undefined) return { by: known };
  const role = acceptors.find((each) => each.startsWith('role:'))?.slice('role:'.length);
  return role === undefined ? undefined : { by: names[0] ?? 'local', role };
}

/** Says who that is for this machine, to somebody who may not answer. */
export function whoIsHere(names: readonly string[]): string {
  const known = names.map((name) => `\`${name}\``).join(', ') || 'nobody';
  return `You are ${known}: git config github.user NAME says otherwise.`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
