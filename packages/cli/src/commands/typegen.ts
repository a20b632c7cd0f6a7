/** `sluice typegen`: what is saved, as types for `callSaved`. @module */
import { dirname, join, relative, resolve } from 'node:path';
import { builtInStepTypes, knownStepTypes } from '@sluice/executor/kinds';
import { readFileIfExists, replaceFile } from '@sluice/storage';
import { readOwnFlags } from '../argv/own-flags.ts';
import type { CliContext } from '../context.ts';
import { noticeOf, openLibrary } from '../library/open-library.ts';
import { Problems } from '../problem.ts';
import { findAppFile } from '../project/find.ts';
import { MARKER, printSavedTypes } from '../typegen/saved-types.ts';

const FILE = 'saved-workflows.d.ts';

/** Writes the types beside the project's file. With `--check` it writes nothing, and ends with 1 when they are old. */
export async function typegenCommand(
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  const { flags, words } = readOwnFlags(rest, { output: 'text', check: 'switch' }, 'typegen');
  if (words.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`typegen\` does not know what to do with \`${words[0]}\`.`,
      hint: `sluice typegen --output=${FILE}`,
    });
  }
  const { io } = context;
  const app = findAppFile(io.cwd, context.flags.file);
  const folder = app === undefined ? io.cwd : dirname(app);
  const file = flags.output === undefined ? join(folder, FILE) : resolve(io.cwd, flags.output);
  const shown = relative(io.cwd, file) || file;
  const workflows = await openLibrary(context).list(noticeOf(context));
  const text = printSavedTypes(workflows, knownStepTypes(builtInStepTypes).kindShapes);
  const before = await readFileIfExists(file);
  if (before !== undefined && !before.startsWith(MARKER)) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${shown}\` was not written by \`typegen\`.`,
      hint: 'Choose another file with --output, or remove it first.',
    });
  }
  if (flags.check === true) {
    if (before === text) return 0;
    io.stderr.write(`${shown} is not up to date: sluice typegen\n`);
    return 1;
  }
  if (before !== text) await replaceFile(file, text);
  const count = workflows.length === 1 ? '1 workflow' : `${workflows.length} workflows`;
  io.stderr.write(`${before === text ? 'Unchanged' : 'Wrote'} ${shown}: ${count}\n`);
  return 0;
}
