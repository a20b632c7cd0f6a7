/** `key=value` words: how `sluice run` takes the inputs of a plan. @module */
import { didYouMean, type Json, type JsonObject } from '@sluice/core/plan';
import { type Problem, Problems } from '../problem.ts';
import { misfits } from './input-fit.ts';
import { missingInputs, put, takesEmpty } from './input-flags.ts';
import { type InputSpec, shapeOf } from './input-spec.ts';
import { readJson, readValue } from './input-value.ts';

/** Reads `key=value`, `key:=json`, `-i key=value`. Throws {@link Problems} with everything that is wrong. */
export function readAssignments(
  args: readonly string[],
  specs: readonly InputSpec[],
  command: string,
): JsonObject {
  const inputs: Record<string, Json> = {};
  const problems: Problem[] = [];
  const wrong = new Set<string>();
  for (let at = 0; at < args.length; at++) {
    let word = args[at]!;
    if (word === '-i' || word === '--input') word = args[++at] ?? '';
    else if (word.startsWith('-')) {
      problems.push({
        code: 'FLAG_UNKNOWN',
        message: `\`${word}\` is not a flag of \`run\`.`,
        hint: 'Inputs are `key=value` or `-i key=value`.',
      });
      continue;
    }
    const [, key, operator, text = ''] = /^([^=:]+)(:?=)(.*)$/s.exec(word) ?? [];
    if (key === undefined) {
      problems.push({
        code: 'USAGE_INVALID',
        message: `\`${word}\` is not of the form \`key=value\`.`,
        hint: 'Write the name of an input, `=`, and its value.',
      });
      continue;
    }
    const spec = specs.find((each) => each.name === key) ?? specs.find((each) => each.flag === key);
    if (spec === undefined) {
      const hint = didYouMean(
        key,
        specs.map((each) => each.name),
      );
      problems.push({
        code: 'INPUT_UNKNOWN',
        message: `\`${key}\` is not an input of \`${command}\`.`,
        hint:
          hint ??
          (specs.length === 0
            ? 'It has no inputs.'
            : `sluice plan shows them, ${specs.length} in all.`),
      });
      continue;
    }
    // As with flags: an expression without a value leaves an empty text behind.
    if (operator === '=' && text === '' && !takesEmpty(spec)) continue;
    const read =
      operator === ':=' ? readJson(key, text) : readValue(key, text, shapeOf(spec.schema));
    const problem = 'value' in read ? put(inputs, spec, read.value, key) : read.problem;
    if (problem !== undefined) {
      problems.push(problem);
      wrong.add(spec.name);
    }
  }
  const right = specs.filter((spec) => !wrong.has(spec.name));
  const label = (spec: InputSpec): string => spec.name;
  problems.push(...misfits(inputs, right, label));
  problems.push(...missingInputs(inputs, right, `run ${command}`, problems.length > 0, label));
  if (problems.length > 0) throw new Problems(...problems);
  return inputs;
}
