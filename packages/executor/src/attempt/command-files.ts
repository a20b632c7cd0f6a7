/**
 * The files through which a command talks back, by the rules of GitHub's runner (FileCommandManager):
 * `GITHUB_OUTPUT`, `GITHUB_ENV`, `GITHUB_PATH`, `GITHUB_STEP_SUMMARY`.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';

/** GitHub's limit for a summary, in bytes. */
const MAX_SUMMARY_BYTES: number = 1024 * 1024;

/** Where the files of one attempt are. */
export interface CommandFiles {
  readonly env: Readonly<Record<string, string>>;
  /** What was written. Throws `OUTPUT_INVALID` for a line that no rule takes, and shows the line as `shown` does. */
  read(shown?: (line: string) => string): CommandFileContents;
}
/** What a command wrote. */
export interface CommandFileContents {
  readonly outputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  /** In the order in which they stand in `PATH`: the later first. */
  readonly path: readonly string[];
  readonly summary: string;
}

/**
 * Makes the four empty files in the folder of an attempt. They are small and on the way of every step, so they are
 * written and read at once: a trip through the thread pool costs more than the file.
 */
export function createCommandFiles(folder: string): CommandFiles {
  const files = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_ENV: join(folder, 'env'),
    GITHUB_PATH: join(folder, 'path'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const text = (file: string): string => {
    const content = readIfThere(file);
    return content.startsWith('\uFEFF') ? content.slice(1) : content;
  };
  return {
    env: files,
    read(shown) {
      const summary = text(files.GITHUB_STEP_SUMMARY);
      if (Buffer.byteLength(summary) > MAX_SUMMARY_BYTES) {
        throw new WorkflowError('OUTPUT_INVALID', 'The summary of the step is larger than 1 MiB.', {
          hint: 'Write less to `GITHUB_STEP_SUMMARY`.',
        });
      }
      return {
        outputs: parseKeyValues(text(files.GITHUB_OUTPUT), 'GITHUB_OUTPUT', shown),
        env: parseKeyValues(text(files.GITHUB_ENV), 'GITHUB_ENV', shown),
        path: text(files.GITHUB_PATH)
          .split(/\r?\n/)
          .filter((line) => line !== '')
          .reverse(),
        summary,
      };
    },
  };
}

/** The text of a file; none of one that the command removed: it said nothing. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * `name=value` on a line, or `name<<delimiter`, lines, `delimiter`: whichever of `=` and `<<` comes first decides.
 * Nothing is trimmed; the last of two equal names wins. Throws `OUTPUT_INVALID`.
 */
export function parseKeyValues(
  text: string,
  file: string,
  shown: (line: string) => string = (line) => line,
): Map<string, string> {
  const invalid = (line: string, problem: string): WorkflowError =>
    notTaken(file, shown(line), problem);
  const found = new Map<string, string>();
  let at = 0;
  /** The next line and how it ends; undefined at the end of the text. */
  const next = (): { line: string; end: string } | undefined => {
    if (at >= text.length) return undefined;
    const newline = text.indexOf('\n', at);
    if (newline < 0) {
      const line = text.slice(at);
      at = text.length;
      return { line, end: '' };
    }
    const carriage = newline > at && text[newline - 1] === '\r';
    const line = text.slice(at, carriage ? newline - 1 : newline);
    at = newline + 1;
    return { line, end: carriage ? '\r\n' : '\n' };
  };
  for (let entry = next(); entry !== undefined; entry = next()) {
    const { line } = entry;
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw invalid(line, 'has no name before `=`');
      found.set(line.slice(0, equals), line.slice(equals + 1));
    } else if (heredoc >= 0) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (name === '' || delimiter === '') {
        throw invalid(line, 'needs a name before `<<` and a delimiter after it');
      }
      let value = '';
      let end = '';
      for (;;) {
        const part = next();
        if (part === undefined) {
          throw invalid(line, `has no line \`${delimiter}\` that ends its value`);
        }
        if (part.line === delimiter) break;
        value += end + part.line;
        end = part.end;
      }
      found.set(name, value);
    } else {
      throw invalid(line, 'has neither `=` nor `<<`');
    }
  }
  return found;
}

function notTaken(file: string, line: string, problem: string): WorkflowError {
  const shown = line.length > 80 ? `${line.slice(0, 80)}…` : line;
  return new WorkflowError('OUTPUT_INVALID', `The line \`${shown}\` of \`${file}\` ${problem}.`, {
    hint: 'Write `name=value`, or `name<<EOF`, the lines, and `EOF` on a line of its own.',
  });
}
