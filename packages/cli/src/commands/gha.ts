/** `sluice gha`: workflow files for GitHub Actions, and runs of them there. @module */
import { didYouMean } from '@sluice/core/plan';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';

type GhaCommand = (rest: readonly string[], context: CliContext) => Promise<number>;

/** What each command loads, and only that. */
const COMMANDS: Readonly<Record<string, () => Promise<GhaCommand>>> = {
  generate: async () => (await import('./gha/generate.ts')).generateCommand,
  check: async () => (await import('./gha/check.ts')).checkCommand,
  diff: async () => (await import('./gha/check.ts')).diffCommand,
  verify: async () => (await import('./gha/verify.ts')).verifyCommand,
  pin: async () => (await import('./gha/pin.ts')).pinCommand,
  export: async () => (await import('./gha/export-lock.ts')).exportCommand,
  dispatch: async () => (await import('./gha/dispatch.ts')).dispatchCommand,
  status: async () => (await import('./gha/status.ts')).statusCommand,
};

/** Runs one of the commands about GitHub. */
export async function ghaCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const [name, ...words] = rest;
  const names = Object.keys(COMMANDS);
  const load = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    throw new Problems({
      code: name === undefined ? 'USAGE_INVALID' : 'COMMAND_UNKNOWN',
      message:
        name === undefined
          ? '`gha` needs the name of a command.'
          : `\`${name}\` is not a command of \`gha\`.`,
      hint: (name && didYouMean(name, names)) || `One of ${names.join(', ')}: sluice gha generate`,
    });
  }
  return (await load())(words, context);
}
