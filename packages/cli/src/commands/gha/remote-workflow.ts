/** The workflow that a word stands for on GitHub: one of the project by name, or a file. @module */
import type { JsonObject } from '@sluice/core/plan';
import { readAssignments } from '../../argv/assignments.ts';
import { inputSpecs } from '../../argv/input-spec.ts';
import type { CliContext } from '../../context.ts';
import { Problems } from '../../problem.ts';
import { findCommand, openProject } from '../../project/open.ts';

/** The name of its file, and the inputs of a dispatch as texts. */
export interface RemoteWorkflow {
  readonly file: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Reads inputs as `sluice run` does; those of a file that is not of this project are taken as they are. */
export async function remoteWorkflow(
  name: string,
  words: readonly string[],
  context: CliContext,
): Promise<RemoteWorkflow> {
  if (/\.ya?ml$/.test(name)) return { file: name, inputs: plainInputs(words) };
  const plan = findCommand(name, await openProject(context), 'workflow').plan();
  return {
    file: `${plan.name}.yml`,
    inputs: asTexts(readAssignments(words, inputSpecs(plan), name)),
  };
}

/** GitHub takes texts: what is none is JSON. */
function asTexts(inputs: JsonObject): Readonly<Record<string, string>> {
  const texts = Object.entries(inputs)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
  return Object.fromEntries(texts);
}

function plainInputs(words: readonly string[]): Readonly<Record<string, string>> {
  const pairs = words.filter((word) => word !== '-i' && word !== '--input');
  const entries = pairs.map((word) => {
    const [, key, value] = /^([^=:]+)=(.*)$/s.exec(word) ?? [];
    if (key !== undefined && value !== undefined) return [key, value];
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`${word}\` is not of the form \`key=value\`.`,
      hint: 'Write the name of an input, `=`, and its value.',
    });
  });
  return Object.fromEntries(entries);
}
