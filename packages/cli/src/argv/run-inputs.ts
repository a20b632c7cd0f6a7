/** The inputs of `sluice run`: `key=value` words, flags, or both. @module */
import type { JsonObject } from '@sluice/core/plan';
import { Problems } from '../problem.ts';
import { readAssignments } from './assignments.ts';
import { GLOBAL_FLAGS } from './flag-table.ts';
import { isInputFlag, readInputFlags } from './input-flags.ts';
import { type InputSpec, shapeOf } from './input-spec.ts';

/** Reads what follows the name of a workflow. Throws {@link Problems} with everything that is wrong. */
export function readRunInputs(
  words: readonly string[],
  specs: readonly InputSpec[],
  command: string,
): JsonObject {
  const { flags, assignments } = splitWords(words, specs);
  const optional = specs.map((spec) => ({ ...spec, required: false }));
  const names = GLOBAL_FLAGS.map((flag) => flag.name);
  const problems: Problems[] = [];
  const attempt = (read: () => JsonObject): JsonObject => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Problems)) throw error;
      problems.push(error);
      return {};
    }
  };
  const byFlag = attempt(() => readInputFlags(flags, optional, `run ${command}`, names));
  const left = problems.length > 0 ? optional : specs;
  const given = left.map((spec) =>
    Object.hasOwn(byFlag, spec.name) ? { ...spec, required: false } : spec,
  );
  const byWord = attempt(() => readAssignments(assignments, given, command));
  if (problems.length > 0) throw new Problems(...problems.flatMap((each) => each.problems));
  return Object.fromEntries([...Object.entries(byFlag), ...Object.entries(byWord)]);
}

function splitWords(
  words: readonly string[],
  specs: readonly InputSpec[],
): { readonly flags: readonly string[]; readonly assignments: readonly string[] } {
  const flags: string[] = [];
  const assignments: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith('--') || word === '--input') {
      assignments.push(word);
      continue;
    }
    flags.push(word);
    const next = words[at + 1];
    if (next !== undefined && takesNext(word, next, specs)) {
      flags.push(next);
      at++;
    }
  }
  return { flags, assignments };
}

/** Whether the word after a flag is its value. What follows an unknown flag is, unless it is an assignment. */
function takesNext(word: string, next: string, specs: readonly InputSpec[]): boolean {
  if (word.includes('=')) return false;
  const name = word.slice(2);
  const spec = specs.find((each) => each.flag === name || each.name === name);
  if (spec !== undefined) return shapeOf(spec.schema).kind !== 'switch' && !next.startsWith('--');
  return !isInputFlag(name, specs) && !/^-|=/.test(next);
}
