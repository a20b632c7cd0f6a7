/** The inputs of a command, read from its flags. @module */
import { didYouMean, type Json, type JsonObject, nearest } from '@sluice/core/plan';
import { type Problem, Problems } from '../problem.ts';
import { misfits } from './input-fit.ts';
import { type InputSpec, placeholder, shapeOf } from './input-spec.ts';
import { type ReadValue, readJson, readValue } from './input-value.ts';
import { describeInput } from './input-words.ts';
import { quoteWords } from './quote-words.ts';

/** Reads all flags of a command. Throws {@link Problems} with everything that is wrong. */
export function readInputFlags(
  args: readonly string[],
  specs: readonly InputSpec[],
  command: string,
  globalFlags: readonly string[],
): JsonObject {
  const inputs: Record<string, Json> = {};
  const problems: Problem[] = [];
  const wrong = new Set<string>();
  const flags = specs.map((spec) => `--${spec.flag}`);
  const take = (spec: InputSpec, read: ReadValue): void => {
    const problem =
      'value' in read ? put(inputs, spec, read.value, `--${spec.flag}`) : read.problem;
    if (problem === undefined) return;
    problems.push(problem);
    wrong.add(spec.name);
  };
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const parsed = /^--([^=:]+)(:?=)?(.*)$/s.exec(word);
    if (parsed === null) {
      problems.push(strayWord(word, specs, command));
      continue;
    }
    const [, name = '', operator, text = ''] = parsed;
    const found = findSpec(name, specs);
    if (found === undefined) {
      problems.push(unknownFlag(name, specs, command, globalFlags));
      // What was meant is neither missing, nor is its value a stray word.
      const meant = specs.find((spec) => `--${spec.flag}` === nearest(`--${name}`, flags));
      if (meant !== undefined) wrong.add(meant.name);
      const next = args[at + 1];
      if (operator === undefined && next !== undefined && !next.startsWith('--')) at++;
      continue;
    }
    const { spec, negated } = found;
    const label = `--${spec.flag}`;
    const shape = shapeOf(spec.schema);
    if (negated) {
      if (operator === undefined) take(spec, { value: false });
      else
        problems.push({
          code: 'USAGE_INVALID',
          message: `\`--no-${spec.flag}\` takes no value.`,
          hint: `Pass ${label}=true or ${label}=false.`,
        });
    } else if (operator === ':=') take(spec, readJson(label, text));
    else if (operator === '=') {
      // An expression without a value leaves an empty text behind.
      if (text !== '' || takesEmpty(spec)) take(spec, readValue(label, text, shape));
    } else if (shape.kind === 'switch') take(spec, { value: true });
    else {
      const next = args[at + 1];
      if (next === undefined || next.startsWith('--')) {
        problems.push({
          code: 'USAGE_INVALID',
          message: `\`${label}\` needs a value.`,
          hint: `Pass ${label}=${placeholder(shape)}.`,
        });
        wrong.add(spec.name);
      } else {
        take(spec, readValue(label, next, shape));
        at++;
      }
    }
  }
  const right = specs.filter((spec) => !wrong.has(spec.name));
  problems.push(...misfits(inputs, right, (spec) => `--${spec.flag}`));
  problems.push(...missingInputs(inputs, right, command, problems.length > 0));
  if (problems.length > 0) throw new Problems(...problems);
  return inputs;
}

/** Whether an empty text is a value: where a text must be. Elsewhere it is not given. */
export function takesEmpty({ required, schema }: InputSpec): boolean {
  return required && shapeOf(schema).kind === 'text';
}

/** Adds a value: lists grow, anything else is given once. What is wrong comes back. */
export function put(
  inputs: Record<string, Json>,
  spec: InputSpec,
  value: Json,
  label: string,
): Problem | undefined {
  const before = Object.hasOwn(inputs, spec.name) ? inputs[spec.name] : undefined;
  const grows =
    shapeOf(spec.schema).kind === 'list' && Array.isArray(before) && Array.isArray(value);
  if (before !== undefined && !grows) {
    return {
      code: 'USAGE_INVALID',
      message: `\`${label}\` is given more than once.`,
      hint: 'It takes one value: keep the one that you mean.',
    };
  }
  Object.defineProperty(inputs, spec.name, {
    value: grows ? [...before, ...value] : value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return undefined;
}

/** One problem that lists every required input without a value. */
export function missingInputs(
  inputs: JsonObject,
  specs: readonly InputSpec[],
  command: string,
  otherProblems = false,
  label: (spec: InputSpec) => string = (spec) => `--${spec.flag}`,
): readonly Problem[] {
  const missing = specs.filter((spec) => spec.required && !Object.hasOwn(inputs, spec.name));
  if (missing.length === 0) return [];
  const width = Math.max(...missing.map((spec) => label(spec).length));
  const count = missing.length === 1 ? 'an input that was' : `${missing.length} inputs that were`;
  const example = missing.map((spec) => {
    const shape = shapeOf(spec.schema);
    const first = shape.kind === 'choice' ? placeholder(shape).split('|')[0] : placeholder(shape);
    return shape.kind === 'switch' ? `${label(spec)}=true` : `${label(spec)}=${first}`;
  });
  return [
    {
      code: 'INPUT_INVALID',
      message: `\`${command}\` needs ${count} not given.`,
      details: missing.map((spec) =>
        `${label(spec).padEnd(width)}  ${describeInput(spec)}`.trimEnd(),
      ),
      ...(!otherProblems && { hint: `sluice ${command} ${example.join(' ')}` }),
    },
  ];
}

/** Whether a flag belongs to one of the inputs, also as `--no-x`. */
export function isInputFlag(name: string, specs: readonly InputSpec[]): boolean {
  return findSpec(name, specs) !== undefined;
}

function findSpec(
  name: string,
  specs: readonly InputSpec[],
): { spec: InputSpec; negated: boolean } | undefined {
  const exact =
    specs.find((spec) => spec.flag === name) ?? specs.find((spec) => spec.name === name);
  if (exact !== undefined) return { spec: exact, negated: false };
  if (!name.startsWith('no-')) return undefined;
  const spec = specs.find((each) => each.flag === name.slice(3));
  return spec !== undefined && shapeOf(spec.schema).kind === 'switch'
    ? { spec, negated: true }
    : undefined;
}

function unknownFlag(
  name: string,
  specs: readonly InputSpec[],
  command: string,
  globalFlags: readonly string[],
): Problem {
  const known = [
    ...specs.map((spec) => `--${spec.flag}`),
    ...globalFlags.map((flag) => `--${flag}`),
  ];
  const near = didYouMean(`--${name}`, known);
  const hint = near?.startsWith('Did') ? near : `sluice ${command} --help lists them.`;
  return { code: 'FLAG_UNKNOWN', message: `\`--${name}\` is not a flag of \`${command}\`.`, hint };
}

function strayWord(word: string, specs: readonly InputSpec[], command: string): Problem {
  const first = specs[0];
  const meant = specs.find(
    (each) => word.startsWith(`${each.flag}=`) || word.startsWith(`${each.name}=`),
  );
  return {
    code: 'USAGE_INVALID',
    message: `\`${command}\` does not know what to do with \`${word}\`.`,
    hint:
      first === undefined
        ? `\`${command}\` has no inputs.`
        : meant !== undefined
          ? `Inputs are flags: ${quoteWords([`--${meant.flag}=${word.slice(word.indexOf('=') + 1)}`])}`
          : `Inputs are flags: --${first.flag}=${placeholder(shapeOf(first.schema)) || 'true'}.`,
  };
}
