/** Programs that tasks run: `exec`, and the `$` tag over it. @module */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { resolve as resolvePath } from 'node:path';
import type { ExecOptions, ExecResult } from '@sluice/core';
import { WorkflowError } from '@sluice/core/plan';
import { howEnded } from '../process/how-ended.ts';
import { notStarted } from '../process/not-started.ts';
import { durationMs } from './duration.ts';

/** Where programs of a task run. */
export interface ExecSurroundings {
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Hears what the program writes. */
  readonly onOutput: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;
}

/** Runs a program without a shell. Rejects with `EXEC_FAILED` when it ends with another code than 0. */
export function execIn(
  where: ExecSurroundings,
  file: string,
  args: readonly string[] = [],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const limit = options.timeout === undefined ? undefined : durationMs(options.timeout);
  const signal =
    limit === undefined
      ? where.signal
      : AbortSignal.any([where.signal, AbortSignal.timeout(limit)]);
  const cwd = resolvePath(where.workspace, options.cwd ?? '.');
  const env = definedOnly({ ...where.env, ...options.env });
  return new Promise((resolve, reject) => {
    let child: ChildProcessWithoutNullStreams;
    try {
      child = spawn(file, [...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], signal });
    } catch (error) {
      // Some refusals of the system are thrown, not told.
      return reject(notStarted({ file, cwd, args, env }, error as Error));
    }
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        output[stream].push(chunk);
        where.onOutput(stream, chunk);
      });
    }
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', (cause) => {
      if (cause.name !== 'AbortError') return reject(notStarted({ file, cwd, args, env }, cause));
      const after = limit === undefined || where.signal.aborted ? '' : ` after ${options.timeout}`;
      reject(new WorkflowError('EXEC_FAILED', `\`${file}\` was stopped${after}.`, { cause }));
    });
    child.on('close', (code, killedBy) => {
      const result: ExecResult = {
        stdout: Buffer.concat(output.stdout).toString('utf8'),
        stderr: Buffer.concat(output.stderr).toString('utf8'),
        exitCode: code ?? 128,
      };
      if (code === 0) return resolve(result);
      const how = howEnded(result.exitCode, killedBy);
      reject(
        Object.assign(
          new WorkflowError('EXEC_FAILED', `\`${file}\` ended ${how}.${lastLines(result)}`),
          result,
        ),
      );
    });
  });
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(env);
  return Object.fromEntries(
    entries.filter((each): each is [string, string] => each[1] !== undefined),
  );
}

/** A template tag that runs a command line without a shell: each value is one argument, a list is several. */
export function commandTag(
  run: (file: string, args: readonly string[]) => Promise<ExecResult>,
): (
  strings: TemplateStringsArray,
  ...values: readonly (string | number | readonly string[])[]
) => Promise<ExecResult> {
  return (strings, ...values) => {
    const [file, ...args] = commandWords(strings, values);
    if (file === undefined || file === '') {
      throw new WorkflowError('EXEC_FAILED', 'The command line is empty.', {
        hint: 'Begin with the name of a program.',
      });
    }
    return run(file, args);
  };
}

/** The words of a command line: white space parts them, quotes hold them together, values are never taken apart. */
export function commandWords(
  strings: readonly string[],
  values: readonly (string | number | readonly string[])[],
): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  strings.forEach((text, index) => {
    for (const character of text) {
      if (quote !== undefined) {
        if (character === quote) quote = undefined;
        else word = (word ?? '') + character;
      } else if (character === '"' || character === "'") {
        quote = character;
        word ??= '';
      } else if (/\s/.test(character)) {
        if (word !== undefined) words.push(word);
        word = undefined;
      } else {
        word = (word ?? '') + character;
      }
    }
    if (index >= values.length) return;
    const value = values[index];
    if (!Array.isArray(value)) {
      word = (word ?? '') + String(value);
    } else if (word === undefined && /^(\s|$)/.test(strings[index + 1] ?? '')) {
      words.push(...value.map(String));
    } else {
      throw new WorkflowError('EXEC_FAILED', 'A list stands inside a word of a command line.', {
        hint: 'Put white space around it: each of its values is an argument of its own.',
      });
    }
  });
  if (quote !== undefined) {
    throw new WorkflowError('EXEC_FAILED', `A command line has a ${quote} without its partner.`);
  }
  if (word !== undefined) words.push(word);
  return words;
}

function lastLines(result: ExecResult): string {
  const text = (result.stderr.trim() === '' ? result.stdout : result.stderr).trim();
  return text === '' ? '' : `\n${text.split('\n').slice(-5).join('\n')}`;
}
