/**
 * The command of a job, as a person would type it. What is known beforehand stands in it; what only the run knows
 * arrives in a variable, and the command holds the variable between quotes. No `${{ }}` is ever part of a script.
 * @module
 */
import {
  hasExpression,
  type JsonObject,
  type JsonSchema,
  type JsonTemplate,
  templateReferences,
  travelsAsText,
  wholeExpression,
} from '@sluice/core/plan';
import { WORKSPACE } from '../expression/job-words.ts';
import { jsonTextAt, type Place, textAt } from '../expression/texts.ts';
import { shellWord } from './shell-word.ts';

/** A command and the variables that it uses. */
export interface CommandLine {
  readonly line: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a command runs. */
export interface Invocation {
  readonly entryPoint: string;
  /** Flags of `sluice`, before the name: there no input of the command can be meant. */
  readonly flags: readonly string[];
  /** The name of the command, and words behind it. */
  readonly words: readonly string[];
  /** Inputs as `key=value`, as `run` takes them: there every flag is one of `sluice`. */
  readonly assigns?: boolean;
  readonly inputs: Readonly<Record<string, JsonTemplate>>;
  /** The schemas of the inputs, as far as they are known. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** Variables of the step, whose names are taken. */
  readonly taken: Iterable<string>;
  readonly place: Place;
}

/** The line that runs a command with its inputs. */
export function commandLine(invocation: Invocation): CommandLine {
  const { place, schemas } = invocation;
  const taken = new Set(invocation.taken);
  const env: Record<string, string> = {};
  const variable = (name: string, value: string, hasPath: boolean): string => {
    const base = `INPUT_${name
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .toUpperCase()}`;
    let free = base;
    for (let count = 2; taken.has(free); count++) free = `${base}_${count}`;
    taken.add(free);
    env[free] = value;
    // where the checkout is only the shell knows: in a container it is somewhere else
    return hasPath ? `"\${${free}//${WORKSPACE}/$GITHUB_WORKSPACE}"` : `"$${free}"`;
  };
  const flags = Object.entries(invocation.inputs).flatMap(([name, value]) => {
    const flag = invocation.assigns ? name : `--${flagName(name)}`;
    const fixed = invocation.assigns ? fixedWords(name, value) : fixedFlags(flag, value);
    if (fixed !== undefined) return fixed;
    const hasPath = mentionsArtifact(value);
    return isTextFlag(value, schemas[name])
      ? [`${flag}=${variable(name, textAt(place, value as string), hasPath)}`]
      : [`${flag}:=${variable(name, jsonTextAt(place, value), hasPath)}`];
  });
  const head = [invocation.entryPoint, ...invocation.flags, ...invocation.words].join(' ');
  const line = [head, ...flags].join(' ');
  return { line: line.length <= 100 ? line : `${[head, ...flags].join(' \\\n  ')}\n`, env };
}

/** The name of an input as a flag: `skipTests` is `--skip-tests`. */
export function flagName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[_\s.]+/g, '-')
    .toLowerCase();
}

/** The flags of a value that is known beforehand; undefined where a run decides. */
function fixedFlags(flag: string, value: JsonTemplate): readonly string[] | undefined {
  if (hasText(value, (text) => hasExpression(text))) return undefined;
  if (value === true) return [flag];
  if (value === false) return [`--no-${flag.slice(2)}`];
  if (typeof value === 'number') return [`${flag}=${value}`];
  if (typeof value === 'string' && value !== '') return [`${flag}=${shellWord(value)}`];
  return [`${flag}:=${shellWord(JSON.stringify(value))}`];
}

/** The same as `key=value`, where a switch has a value, too. */
function fixedWords(name: string, value: JsonTemplate): readonly string[] | undefined {
  return typeof value === 'boolean' ? [`${name}=${value}`] : fixedFlags(name, value);
}

function hasText(value: JsonTemplate, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value as JsonObject).some(
    ([key, each]) => test(key) || hasText(each, test),
  );
}

/** Whether the value is written as a text: texts, numbers and flags are; an empty one is not given. */
function isTextFlag(value: JsonTemplate, schema: JsonSchema | undefined): boolean {
  if (typeof value !== 'string') return false;
  if (travelsAsText(schema)) return true;
  const type = typeof schema === 'object' && !('enum' in schema) ? schema['type'] : undefined;
  const single = wholeExpression(value) !== undefined;
  return single && (type === 'number' || type === 'integer' || type === 'boolean');
}

/** Whether the path of an artifact is part of a value. */
export function mentionsArtifact(value: JsonTemplate): boolean {
  return templateReferences(value).some(
    ([context, , part]) => context === 'steps' && part === 'artifacts',
  );
}
