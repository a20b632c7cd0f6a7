/** Why a module could not be loaded, with the place. @module */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Problem, problemsOf } from '../problem.ts';
import { installHint } from './install-hint.ts';
import { findImportedName, missingExport } from './missing-export.ts';

const IN_CACHE = /[\\/]\.sluice[\\/]cache[\\/]/;

type Place = NonNullable<Problem['location']>;

/** The problems behind what `import(file)` threw. */
export async function moduleProblems(error: unknown, file: string): Promise<readonly Problem[]> {
  const known = problemsOf(error);
  if (known[0]?.code !== 'INTERNAL') {
    const place = frameOf(error, file);
    return known.map((problem) =>
      problem.location === undefined && place !== undefined
        ? { ...problem, location: place }
        : problem,
    );
  }
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : String(error);
  const invalid = (text: string, location: Place, hint: string): readonly Problem[] => [
    { code: 'MODULE_INVALID', message: text, location, hint },
  ];
  if (code === 'ERR_INVALID_TYPESCRIPT_SYNTAX') {
    return invalid(
      `This is not TypeScript: ${sentence(message)}`,
      caretOf(error, file),
      'Correct it there; nothing was executed.',
    );
  }
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return invalid(
      `Node cannot load this TypeScript: ${sentence(message)}`,
      caretOf(error, file),
      'Use syntax that disappears with the types: no enums, parameter properties or decorators.',
    );
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT') {
    return [missingModule(message, file)];
  }
  if (error instanceof SyntaxError && code === undefined) {
    const place = caretOf(error, file);
    const [, module, name] =
      /^The requested module '(.*)' does not provide an export named '(.*)'$/.exec(message) ?? [];
    if (module !== undefined && name !== undefined) {
      // What was imported is in a bundle where the place is none of the project.
      const importer = IN_CACHE.test(place.file) ? file : place.file;
      const location = findImportedName(importer, name, module);
      return [await missingExport({ name, shown: module, module, location })];
    }
    const checked = place.line === undefined ? checkSyntax(file) : undefined;
    return invalid(sentence(message), checked ?? place, 'Correct it there; nothing was executed.');
  }
  return invalid(
    `\`${basename(file)}\` threw while it was loaded: ${sentence(message)}`,
    frameOf(error, file) ?? { file },
    hintFor(error),
  );
}

/** A slip in the description is mended there; anything else was work, and belongs in a task. */
function hintFor(error: unknown): string {
  const name = error instanceof ReferenceError && /^(\S+) is not defined/.exec(error.message)?.[1];
  if (name) return `Import \`${name}\`, or correct its name.`;
  if (error instanceof TypeError) return 'Correct it there.';
  return 'The file describes a project: do the work in tasks.';
}

function missingModule(message: string, file: string): Problem {
  const [, what = '', from = file] =
    /(?:module|package|import) '([^']+)'.* imported from (.+)$/.exec(message) ?? [];
  const importer = from.startsWith('file:') ? fileURLToPath(from) : from;
  const isPackage = message.includes('package');
  const shown = isPackage ? what : basename(what);
  return {
    code: 'MODULE_INVALID',
    message: isPackage
      ? `The package \`${what}\` is not installed.`
      : `There is no module \`${shown}\`.`,
    location: findImport(importer, shown),
    hint: isPackage
      ? installHint(what, dirname(importer))
      : 'Write the path as it is on disk, with its extension: `./tasks.ts`.',
  };
}

/** Where a file imports something. */
function findImport(file: string, what: string): Place {
  const lines = linesOf(file);
  const stem = what.replace(/\.[cm]?[jt]s$/, '');
  for (const [at, line] of lines.entries()) {
    const column = Math.max(
      line.indexOf(`'${stem}`),
      line.indexOf(`"${stem}`),
      line.indexOf(`/${stem}`),
    );
    if (column >= 0 && /\b(import|from|export)\b/.test(line)) {
      const quote = line.slice(0, column + 1).search(/['"][^'"]*$/);
      return { file, line: at + 1, column: (quote < 0 ? column : quote) + 1 };
    }
  }
  return { file };
}

/** The place that Node prints above a syntax error: `file:line`, the line, a caret. */
function caretOf(error: unknown, file: string): Place {
  return caretIn(String((error as Error).stack ?? ''), file) ?? { file };
}

function caretIn(stack: string, file: string): Place | undefined {
  const lines = stack.split('\n');
  const [, url = '', line] = /^(.*):(\d+)$/.exec(lines[0] ?? '') ?? [];
  if (line === undefined) return undefined;
  const path = url.startsWith('file:') ? fileURLToPath(url) : url === '' ? file : url;
  const caret = lines.find((each) => /^\s*\^+\s*$/.test(each));
  return {
    file: path,
    line: Number(line),
    ...(caret !== undefined && { column: caret.indexOf('^') + 1 }),
  };
}

/** Asks Node for the place of a syntax error that it gives without one. */
function checkSyntax(file: string): Place | undefined {
  const checked = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  return caretIn(checked.stderr.trimStart(), file);
}

/** The first line of a stack that is in the user's code: the project's file if it is there at all. */
function frameOf(error: unknown, file: string): Place | undefined {
  const stack = error instanceof Error ? String(error.stack ?? '') : '';
  const frames = [...stack.matchAll(/^\s*at (?:.* \()?(\S.*?):(\d+):(\d+)\)?$/gm)].map(
    ([, where = '', line, column]): Place => ({
      file: where.startsWith('file:') ? fileURLToPath(where.replace(/\?.*$/, '')) : where,
      line: Number(line),
      column: Number(column),
    }),
  );
  return (
    frames.find((place) => place.file === file) ??
    frames.find(
      (place) =>
        isAbsolute(place.file) &&
        !place.file.includes('node_modules') &&
        !IN_CACHE.test(place.file) &&
        !/[\\/]packages[\\/](core|cli)[\\/]/.test(place.file),
    )
  );
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function sentence(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
