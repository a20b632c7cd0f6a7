/** `sluice gha pin`: brings the lock of actions up to date. @module */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  ACTION_LOCK_FILE,
  type ActionLock,
  type ActionResolver,
  type PinPolicy,
  parseActionLock,
  pinActions,
  printActionLock,
} from '@sluice/gha-generator';
import { replaceFile } from '@sluice/storage';
import { readOwnFlags } from '../../argv/own-flags.ts';
import type { CliContext } from '../../context.ts';
import { Problems } from '../../problem.ts';
import { noWords } from './no-words.ts';
import { projectFiles } from './project-files.ts';

const FLAGS = { update: 'switch', from: 'text', policy: 'text' } as const;

/** Looks up what is used and not locked (all of it with `--update`), in GitHub or in another lock (`--from`). */
export async function pinCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { flags, words } = readOwnFlags(rest, FLAGS, 'gha pin');
  noWords(words, 'gha pin');
  const { io } = context;
  const { root, lock, actions } = await projectFiles(context, { out: undefined, warn: false });
  const before = { ...lock, policy: { ...lock.policy, ...readPolicy(flags.policy) } };
  const result = await pinActions(before, {
    actions,
    resolver:
      flags.from === undefined ? onGitHub(context) : await inLock(resolve(io.cwd, flags.from)),
    date: new Date().toISOString().slice(0, 10),
    update: flags.update,
  });
  const file = join(root, ACTION_LOCK_FILE);
  const text = printActionLock(result.lock);
  if (!existsSync(file) || (await readFile(file, 'utf8')) !== text) await replaceFile(file, text);
  const say = (word: string, names: readonly string[]): void => {
    for (const uses of names) {
      const now = result.lock.actions[uses];
      const to = now === undefined ? '' : `  ${now.tag} ${now.sha.slice(0, 12)}`;
      io.stderr.write(`${word.padEnd(7)}  ${uses}${to}\n`);
    }
  };
  say('locked', result.added);
  say('moved', result.moved);
  say('dropped', result.removed);
  const kept = Object.keys(result.lock.actions).length - result.added.length - result.moved.length;
  if (kept > 0) io.stderr.write(`${kept} unchanged\n`);
  io.stderr.write('Now run sluice gha generate.\n');
  return 0;
}

/** `actions=tag,*=sha`. */
function readPolicy(text: string | undefined): Readonly<Record<string, PinPolicy>> {
  if (text === undefined) return {};
  const entries = text.split(',').map((part) => {
    const [, owner, policy] = /^([\w.*-]+)=(sha|tag)$/.exec(part.trim()) ?? [];
    if (owner === undefined || policy === undefined) {
      throw new Problems({
        code: 'USAGE_INVALID',
        message: `\`${part}\` is not a policy.`,
        hint: 'An owner is written by commit or by tag: --policy=actions=tag,*=sha',
      });
    }
    return [owner, policy as PinPolicy] as const;
  });
  return Object.fromEntries(entries);
}

/** Connects only when something is to be looked up: a lock that is up to date needs no token. */
function onGitHub({ io }: CliContext): ActionResolver {
  const connected = once(async () => {
    const [{ connectGitHub }, { resolveAction }] = await Promise.all([
      import('../../github/connect.ts'),
      import('../../github/resolve-action.ts'),
    ]);
    const client = await connectGitHub(io);
    return (uses: string) => resolveAction(client, uses);
  });
  return { resolve: async (uses) => (await connected())(uses) };
}

async function inLock(file: string): Promise<ActionResolver> {
  if (!existsSync(file)) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `There is no file \`${file}\`.`,
      hint: 'Pass --from with the path of another lock.',
    });
  }
  const { actions }: ActionLock = parseActionLock(await readFile(file, 'utf8'));
  return {
    async resolve(uses) {
      const found = Object.hasOwn(actions, uses) ? actions[uses] : undefined;
      if (found !== undefined) return found;
      throw new Problems({
        code: 'GHA_LOCK_INVALID',
        message: `\`${uses}\` is not in that lock.`,
        location: { file },
        hint: 'Leave --from out to ask GitHub.',
      });
    },
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
