/** `sluice workflows`: what is saved, and what becomes of it. @module */
import { didYouMean } from '@sluice/core/plan';
import { readOwnFlags } from '../argv/own-flags.ts';
import type { CliContext } from '../context.ts';
import { openLibrary } from '../library/open-library.ts';
import { Problems } from '../problem.ts';
import { changeCommands } from './workflows/change.ts';
import type { WorkflowsCommand } from './workflows/command.ts';
import { lookCommands } from './workflows/look.ts';

const COMMANDS: Readonly<Record<string, WorkflowsCommand>> = { ...lookCommands, ...changeCommands };

/** Lists, shows, finds, renames, deletes and restores saved workflows. Without more words it lists them. */
export async function workflowsCommand(
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  const { flags, words } = readOwnFlags(rest, { deleted: 'switch' }, 'workflows');
  const [verb = 'list', ...names] = words;
  const command = Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined;
  if (command === undefined) {
    throw new Problems({
      code: 'COMMAND_UNKNOWN',
      message: `\`${verb}\` is not a command of \`workflows\`.`,
      hint:
        didYouMean(verb, Object.keys(COMMANDS)) ?? `One of ${Object.keys(COMMANDS).join(', ')}.`,
    });
  }
  const [least, most] = command.takes;
  if (names.length < least || names.length > most) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message:
        names.length < least
          ? `\`workflows ${verb}\` needs ${command.needs}.`
          : `\`workflows ${verb}\` does not know what to do with \`${names[most]}\`.`,
      hint: `sluice workflows ${verb} ${command.usage}`.trimEnd(),
    });
  }
  const deleted = flags.deleted === true;
  if (deleted && command.takesDeleted !== true) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`--deleted\` has no effect on \`workflows ${verb}\`.`,
      hint: 'sluice workflows list --deleted shows what restore can bring back.',
    });
  }
  await command.run(names, openLibrary(context), context, { deleted });
  return 0;
}
