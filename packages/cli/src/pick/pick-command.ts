/** `sluice` alone in a terminal: choose a command of the project, and give it what it must have. @module */
import { didYouMean } from '@sluice/core/plan';
import { misfits } from '../argv/input-fit.ts';
import { type InputSpec, inputSpecs, shapeOf } from '../argv/input-spec.ts';
import { readValue } from '../argv/input-value.ts';
import { describeInput } from '../argv/input-words.ts';
import type { CliContext } from '../context.ts';
import { createLineReader, type LineReader } from '../gate/line-reader.ts';
import type { AppCommand } from '../project/command-table.ts';
import { displayWidth, padToWidth, wrapText } from '../text/display-width.ts';

/** Where somebody is asked. */
interface Counter {
  readonly context: CliContext;
  readonly lines: LineReader;
  readonly signal: AbortSignal;
}

/** The words of the command that was chosen; undefined when none was. */
export async function pickCommand(
  commands: readonly AppCommand[],
  context: CliContext,
): Promise<readonly string[] | undefined> {
  const over = new AbortController();
  const stopListening = context.io.onInterrupt(() => over.abort());
  const lines = createLineReader(context.io.stdin);
  try {
    const counter = { context, lines, signal: over.signal };
    context.io.stderr.write(menu(commands, context));
    const command = await choose(commands, counter);
    return command === undefined ? undefined : await withInputs(command, counter);
  } finally {
    lines.close();
    stopListening();
  }
}

/** The commands by group, numbered through. */
function menu(commands: readonly AppCommand[], { style }: CliContext): string {
  const width = Math.max(...commands.map(({ name }) => displayWidth(name)));
  const digits = String(commands.length).length;
  const indent = ' '.repeat(digits + width + 6);
  const groups = [...new Set(commands.map(({ group }) => group))];
  const lines = groups.flatMap((group) => [
    style.bold(group),
    ...commands.flatMap((command, at) => {
      if (command.group !== group) return [];
      const number = String(at + 1).padStart(digits);
      const words = wrapText(command.description || command.kind, 80 - indent.length);
      return words.map((line, row) =>
        row === 0
          ? `  ${style.cyan(number)}  ${padToWidth(command.name, width)}  ${style.dim(line)}`
          : indent + style.dim(line),
      );
    }),
    '',
  ]);
  return `${lines.join('\n')}\n`;
}

async function choose(
  commands: readonly AppCommand[],
  counter: Counter,
): Promise<AppCommand | undefined> {
  for (;;) {
    const said = await ask('Which one? (number or name, Enter for none)', counter);
    if (said === undefined || said === '') return undefined;
    const found = /^\d+$/.test(said)
      ? commands[Number(said) - 1]
      : (commands.find(({ name }) => name === said) ?? onlyOne(commands, said));
    if (found !== undefined) return found;
    const names = commands.map(({ name }) => name);
    const hint = /^\d+$/.test(said) ? undefined : didYouMean(said, names);
    const why = hint ?? `There are 1 to ${commands.length}.`;
    counter.context.io.stderr.write(`  \`${said}\` is none of them. ${why}\n`);
  }
}

/** The one command that begins like this. */
function onlyOne(commands: readonly AppCommand[], start: string): AppCommand | undefined {
  const found = commands.filter(({ name }) => name.startsWith(start));
  return found.length === 1 ? found[0] : undefined;
}

/** The command with a flag for each input that it must have. */
async function withInputs(
  command: AppCommand,
  counter: Counter,
): Promise<readonly string[] | undefined> {
  const words = [command.name];
  for (const spec of inputSpecs(command.plan())) {
    if (!spec.required) continue;
    const text = await askInput(spec, counter);
    if (text === undefined) return undefined;
    words.push(`--${spec.flag}=${text}`);
  }
  return words;
}

async function askInput(spec: InputSpec, counter: Counter): Promise<string | undefined> {
  const label = `--${spec.flag}`;
  for (;;) {
    const text = await ask(`${label}  ${describeInput(spec)}`.trimEnd(), counter);
    if (text === undefined) return undefined;
    if (text === '') continue;
    const read = readValue(label, text, shapeOf(spec.schema));
    const problem =
      'problem' in read
        ? read.problem
        : misfits({ [spec.name]: read.value }, [spec], () => label)[0];
    if (problem === undefined) return text;
    const { stderr } = counter.context.io;
    stderr.write(`  ${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}\n`);
  }
}

async function ask(
  question: string,
  { context, lines, signal }: Counter,
): Promise<string | undefined> {
  context.io.stderr.write(`${question} `);
  return (await lines.next(signal))?.trim();
}
