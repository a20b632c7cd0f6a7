/** Answers a shell: what could stand where the cursor is. Runs nothing of the project. @module */
import { GLOBAL_FLAGS, isForEvery } from '../argv/flag-table.ts';
import { BUILT_INS } from '../commands/built-ins.ts';
import type { CliIo } from '../io.ts';
import { commandsLast } from '../project/commands-here.ts';
import type { KnownCommand } from '../project/known-command.ts';
import { SHELLS } from './scripts.ts';

/** One answer. */
interface Candidate {
  readonly value: string;
  readonly description?: string | undefined;
}

/** What completes a flag. */
interface FlagFacts {
  readonly name: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
  readonly description?: string | undefined;
}

/** Built-in commands whose first argument is a workflow. */
const TAKES_WORKFLOW = new Set(['plan', 'graph', 'validate', 'run', 'inspect', 'save']);

/** The answer as lines, in the form that the shell reads. The words are the shell and what stands after `sluice`. */
export function complete([shell, ...typed]: readonly string[], io: CliIo): string {
  const words = shell === 'bash' ? joined(typed) : typed;
  const known = commandsLast(io, fileIn(words));
  const current = words.at(-1) ?? '';
  const found = candidates(words.slice(0, -1), current, known).filter(({ value }) =>
    value.startsWith(current),
  );
  // Bash takes `=` for the end of a word: it wants what follows it.
  const cut = shell === 'bash' && current.includes('=') ? current.indexOf('=') + 1 : 0;
  return found
    .map(({ value, description = '' }) => {
      switch (shell) {
        case 'zsh':
          return `${value.replaceAll(':', '\\:')}:${description}\n`;
        case 'fish':
          return `${value}\t${description}\n`;
        default:
          return `${value.slice(cut).replace(/[^\w@%+=:,./[\]-]/g, '\\$&')}\n`;
      }
    })
    .join('');
}

function candidates(
  before: readonly string[],
  current: string,
  known: readonly KnownCommand[],
): readonly Candidate[] {
  const at = commandAt(before);
  const name = before[at];
  const command = known.find((each) => each.name === name);
  const flags = [...inputFlags(command), ...builtInFlags(name), ...globalFlags(name, command)];
  const flag = flagOf(before.at(-1) ?? '', flags);
  if (flag?.takesValue === true) return flag.values.map((value) => ({ value }));
  const inline = /^(--[^=]+)=/.exec(current)?.[1];
  if (inline !== undefined) {
    return (flagOf(inline, flags)?.values ?? []).map((value) => ({ value: `${inline}=${value}` }));
  }
  if (current.startsWith('-')) return flags.map(flagWord);
  if (name === undefined) return commandWords(known);
  return before.length === at + 1 ? argumentWords(name, known) : [];
}

/** Where the name of the command stands: after the global flags and their values. */
function commandAt(words: readonly string[]): number {
  let at = 0;
  while (words[at]?.startsWith('-') === true) {
    const flag = flagOf(words[at]!, globalFlags(undefined, undefined));
    at += flag?.takesValue === true ? 2 : 1;
  }
  return at;
}

function commandWords(known: readonly KnownCommand[]): readonly Candidate[] {
  return [
    ...known
      .filter((each) => !each.hidden)
      .map(({ name, description, kind }) => ({ value: name, description: description || kind })),
    ...BUILT_INS.map(({ name, description }) => ({ value: name, description })),
    { value: 'help', description: 'Show help' },
  ];
}

function argumentWords(command: string, known: readonly KnownCommand[]): readonly Candidate[] {
  if (command === 'help') return commandWords(known).slice(0, -1);
  if (command === 'completion') return SHELLS.map((value) => ({ value }));
  if (TAKES_WORKFLOW.has(command)) {
    return known.map(({ name, description }) => ({ value: name, description }));
  }
  // The commands of a command stand in its details, each as the first word.
  const details = BUILT_INS.find((each) => each.name === command)?.details ?? [];
  return details
    .map(([usage, description]) => ({ value: usage.split(' ')[0]!, description }))
    .filter(({ value }) => /^[a-z]+$/.test(value));
}

function flagOf(word: string, flags: readonly FlagFacts[]): FlagFacts | undefined {
  return flags.find(({ name }) => `--${name}` === word);
}

function flagWord({ name, takesValue, description }: FlagFacts): Candidate {
  return { value: `--${name}${takesValue ? '=' : ''}`, description };
}

function inputFlags(command: KnownCommand | undefined): readonly FlagFacts[] {
  return (command?.inputs ?? []).flatMap(
    ({ flag, kind, choices = [], description }): FlagFacts[] =>
      kind === 'switch'
        ? [flag, `no-${flag}`].map((name) => ({ name, takesValue: false, values: [], description }))
        : [{ name: flag, takesValue: true, values: choices, description }],
  );
}

/** The flags in the details of a built-in command: `--format=text|json`. */
function builtInFlags(command: string | undefined): readonly FlagFacts[] {
  const details = BUILT_INS.find((each) => each.name === command)?.details ?? [];
  return details.flatMap(([usage, description]) => {
    const [, name, value] = /^--([a-z-]+)(?:=(\S+))?$/.exec(usage) ?? [];
    if (name === undefined) return [];
    const values = value?.includes('|') === true ? value.split('|') : [];
    return [{ name, takesValue: value !== undefined, values, description }];
  });
}

/** The global flags, and of a built-in command only those that have an effect on it. */
function globalFlags(
  word: string | undefined,
  command: KnownCommand | undefined,
): readonly FlagFacts[] {
  const builtIn = BUILT_INS.find((each) => each.name === word);
  const takes = builtIn === undefined ? 'all' : (builtIn.takes ?? []);
  return GLOBAL_FLAGS.filter(
    (flag) => takes === 'all' || takes.includes(flag.name) || isForEvery(flag),
  ).flatMap(({ name, value, choices = [], negatable, description }) => {
    const values = name === 'step' ? (command?.steps ?? []) : choices;
    const facts = { name, takesValue: value !== undefined, values, description };
    return negatable === true ? [facts, { ...facts, name: `no-${name}` }] : [facts];
  });
}

/** The value of `--file`, which says which project is meant. */
function fileIn(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === '--file' || word.startsWith('--file='));
  if (at < 0 || at === words.length - 1) return undefined;
  return words[at] === '--file' ? words[at + 1] : words[at]!.slice('--file='.length);
}

/** The words as they were typed: bash hands `--a=b` over as three. */
function joined(words: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const [at, word] of words.entries()) {
    const follows = word === '=' || words[at - 1] === '=';
    if (follows && whole.at(-1)?.startsWith('--') === true) whole.push(`${whole.pop()}${word}`);
    else whole.push(word);
  }
  return whole;
}
