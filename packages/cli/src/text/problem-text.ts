/** Problems as people read them. @module */
import { relative } from 'node:path';
import type { Problem } from '../problem.ts';
import { hangText, wrapText } from './display-width.ts';
import type { Style } from './style.ts';

/** Where paths are shown from, and how wide lines are. */
export interface ProblemTextOptions {
  readonly cwd: string;
  readonly style: Style;
  readonly columns?: number;
}

/**
 * ```text
 * error[INPUT_INVALID]: `env` is not one of the choices.
 *   at sluice.ts:12:3
 *   hint: Did you mean `prod`?
 * ```
 */
export function printProblems(problems: readonly Problem[], options: ProblemTextOptions): string {
  const texts = problems.map((each) => printProblem(each, options));
  // A mistake that stands in one place is said once, however many uses of it are found.
  return [...new Set(texts)].join('');
}

function printProblem(problem: Problem, options: ProblemTextOptions): string {
  const { style, columns = 80 } = options;
  const warning = problem.severity === 'warning';
  const word = warning ? 'warning' : 'error';
  const head = `${word}[${problem.code}]: `;
  const [first = '', ...rest] = wrapText(`${head}${problem.message}`, columns);
  const paint = warning ? style.yellow : style.red;
  const lines = [
    first.startsWith(head)
      ? style.bold(paint(head.trimEnd())) + first.slice(head.length - 1)
      : first,
    ...rest.map((line) => `  ${line}`),
    ...(problem.details ?? []).map((line) => `  ${line}`),
  ];
  const place = placeOf(problem, options.cwd);
  if (place !== undefined) lines.push(style.dim(`  at ${place}`));
  if (problem.hint !== undefined) {
    lines.push(...hangText(`  ${style.cyan('hint:')} `, problem.hint, columns));
  }
  return `${lines.join('\n')}\n`;
}

function placeOf(problem: Problem, cwd: string): string | undefined {
  const { location, path } = problem;
  const parts: string[] = [];
  if (location !== undefined) {
    const near = relative(cwd, location.file);
    const file = near === '' || near.startsWith('..') ? location.file : near;
    parts.push(
      [file, location.line, location.column].filter((part) => part !== undefined).join(':'),
    );
  }
  if (path !== undefined && path.length > 0) parts.push(printPointer(path));
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** How many parts of a pointer are shown at each of its ends. */
const POINTER_END = 12;

function printPointer(path: readonly (string | number)[]): string {
  const parts = path.map((part) => `/${String(part).replace(/~/g, '~0').replace(/\//g, '~1')}`);
  if (parts.length <= 2 * POINTER_END) return parts.join('');
  return `${parts.slice(0, POINTER_END).join('')}/…${parts.slice(-POINTER_END).join('')}`;
}
