/** A gate in the terminal: what is reviewed, who may answer, and the answer. @module */
import { readFileSync, statSync } from 'node:fs';
import type { Json, PlanOnReject } from '@sluice/core/plan';
import type { OpenGate } from '@sluice/core/run';
import type { CliOutput } from '../io.ts';
import { stripControl } from '../text/display-width.ts';
import type { Style } from '../text/style.ts';
import { waitsFor } from '../view/event-line.ts';
import { stepName } from '../view/step-name.ts';
import type { LineReader } from './line-reader.ts';

/** How much of what is reviewed is shown. */
const SHOWN_LINES = 30;
const SHOWN_BYTES = 64 * 1024;

/** What somebody answered. */
export interface GateAnswer {
  readonly accepted: boolean;
  readonly comment?: string;
}

/** Where a gate is shown and answered. */
export interface GateDesk {
  readonly output: CliOutput;
  readonly style: Style;
  readonly lines: LineReader;
}

/** Shows what is reviewed. */
export function showGate(gate: OpenGate, onReject: PlanOnReject | undefined, desk: GateDesk): void {
  const { style } = desk;
  const deadline =
    gate.deadlineAt === undefined ? '' : `, until ${new Date(gate.deadlineAt).toLocaleString()}`;
  const lines = [
    '',
    `${style.yellow('?')} ${style.bold(stepName(gate.step))} waits for ${waitsFor(gate.acceptors)}${deadline}`,
    ...reviewLines(gate.review).map((line) => `  ${style.dim('│')} ${line}`),
    style.dim(`  y accepts; n ${rejectWords(onReject)}; a comment may follow either.`),
  ];
  desk.output.write(`${lines.join('\n')}\n`);
}

/** Asks until the answer is one. Undefined when nobody answers any longer. */
export async function askGate(
  desk: GateDesk,
  signal: AbortSignal,
): Promise<GateAnswer | undefined> {
  const ask = (question: string): Promise<string | undefined> => {
    desk.output.write(`  ${question} `);
    return desk.lines.next(signal);
  };
  for (let line = await ask('Accept? [y/n]'); line !== undefined; ) {
    const [, word = '', said = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
    if (/^(y|yes)$/i.test(word)) return answer(true, said);
    if (/^(n|no)$/i.test(word)) {
      return answer(false, said === '' ? ((await ask('Why? (may stay empty)')) ?? '') : said);
    }
    line = await ask(word === '' ? 'Accept? [y/n]' : 'It is y or n, and then a comment. [y/n]');
  }
  return undefined;
}

function answer(accepted: boolean, comment: string): GateAnswer {
  const text = comment.trim();
  return { accepted, ...(text !== '' && { comment: text }) };
}

function rejectWords(onReject: PlanOnReject | undefined): string {
  switch (onReject) {
    case 'skip':
      return 'skips what needs it';
    case 'continue':
      return 'goes on without acceptance';
    case 'fail':
    case undefined:
      return 'fails the run';
    default:
      return `runs ${onReject.rework.join(', ')} again with the comment, at most ${onReject.max} times`;
  }
}

/** A text as it is, a file with its first lines, anything else as JSON. */
function reviewLines(review: Json): readonly string[] {
  if (review === null) return ['nothing to look at'];
  if (typeof review !== 'string') return cut(JSON.stringify(review, null, 2));
  const content = textOf(review);
  return content === undefined ? cut(review) : [review, '', ...cut(content)];
}

function cut(text: string): readonly string[] {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, SHOWN_LINES).map(stripControl);
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `… ${more} more lines`] : shown;
}

/** The text of the artifact that is reviewed, if it is one. */
function textOf(path: string): string | undefined {
  if (!path.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(path)) return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size > SHOWN_BYTES) return undefined;
  const bytes = readFileSync(path);
  return bytes.includes(0) ? undefined : bytes.toString('utf8');
}
