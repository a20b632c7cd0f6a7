/** What shell and script steps share: a process, its output, and the files through which it talks back. @module */
import { checkValue, type Json, type JsonSchema, WorkflowError } from '@sluice/core/plan';
import { howEnded } from '../process/how-ended.ts';
import type { ChannelRequest, OutputLine } from '../process/spawner.ts';
import type { AttemptJob, AttemptResult } from './attempt-job.ts';
import { type CommandFiles, createCommandFiles } from './command-files.ts';
import { handedOn } from './handed-on.ts';
import { heedLine } from './workflow-commands.ts';

/** The longest standard output that becomes an output of the step, in UTF-16 units. */
const MAX_STDOUT_LENGTH: number = 1024 * 1024;
/** How many of the last lines a failure shows. */
const LAST_LINES = 10;

/** A program to run for a step. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a program and gives its outputs: the declared ones from `GITHUB_OUTPUT`, `stdout` without its last line end,
 * and `exitCode`. Another exit code than 0 is `EXEC_FAILED`.
 */
export async function runProgram(job: AttemptJob, program: Program): Promise<AttemptResult> {
  const files = createCommandFiles(job.folder);
  const output = createOutputKeeper();
  const onLine = (line: OutputLine): Promise<void> | undefined => {
    heedLine(line.text, job.masker);
    // Masked before it is cut: half a secret would be no secret to the masker.
    const text = job.masker.mask(line.text);
    output.keep({ stream: line.stream, text });
    return job.log.write({ stream: line.stream, text });
  };
  const request: ChannelRequest = {
    ...program,
    env: { ...program.env, ...files.env, RUNNER_TEMP: job.folder },
    signal: job.signal,
    cutLine: job.masker,
  };
  const { exitCode, signal } = await job.ports.spawner.spawn(
    request,
    onLine as (line: OutputLine) => void,
  );
  if (exitCode !== 0 || signal !== undefined) {
    throw failed(exitCode, signal, output.last());
  }
  return readResult(job, files, output.stdout(), exitCode);
}

async function readResult(
  job: AttemptJob,
  files: CommandFiles,
  stdout: string,
  exitCode: number,
): Promise<AttemptResult> {
  const contents = files.read(job.masker.mask);
  const outputs: Record<string, Json> = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(job.definition.outputs ?? {})) {
    const text = contents.outputs.get(name);
    if (text === undefined) continue;
    const value = typedValue(text, schema);
    const wrong = checkValue(schema, value);
    if (wrong.length > 0) {
      problems.push(`Output \`${name}\`: ${wrong.map((problem) => problem.message).join('; ')}`);
    }
    outputs[name] = value;
  }
  if (problems.length > 0) {
    throw new WorkflowError('OUTPUT_INVALID', problems.join('\n'), {
      hint: 'Write JSON that fits the declared schema to `GITHUB_OUTPUT`.',
    });
  }
  // As the log shows it. Nobody declared it, so that a secret in it is no mistake of the step.
  outputs['stdout'] ??= job.masker.mask(stdout);
  outputs['exitCode'] ??= exitCode;
  return {
    outputs,
    artifacts: {},
    ...(contents.summary !== '' && { summary: contents.summary }),
    ...(await handedOn(job, contents)),
  };
}

/** Text outputs are taken as they are; of others the text is JSON, and text that is not JSON fails the schema. */
function typedValue(text: string, schema: JsonSchema): Json {
  if (typeof schema === 'object' && schema['type'] === 'string') return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

interface OutputKeeper {
  keep(line: OutputLine): void;
  stdout(): string;
  last(): string;
}

function createOutputKeeper(): OutputKeeper {
  const kept: string[] = [];
  const last: string[] = [];
  let size = 0;
  return {
    keep({ stream, text }) {
      last.push(text.length > 500 ? `${text.slice(0, 500)}…` : text);
      if (last.length > LAST_LINES) last.shift();
      if (stream !== 'stdout' || size > MAX_STDOUT_LENGTH) return;
      size += text.length + 1;
      kept.push(size > MAX_STDOUT_LENGTH ? '… (cut off after 1 MiB)' : text);
    },
    stdout: () => kept.join('\n'),
    last: () => last.join('\n'),
  };
}

function failed(exitCode: number, signal: string | undefined, last: string): WorkflowError {
  return new WorkflowError(
    'EXEC_FAILED',
    `The command ended ${howEnded(exitCode, signal)}.${last === '' ? '' : `\n${last}`}`,
  );
}
