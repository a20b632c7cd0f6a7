/** Text with `${{ … }}` in it. @module */
import { bounded } from './bounded.ts';
import type { ExprNode } from './node.ts';
import { parseExpression } from './parse.ts';
import { printExpression } from './print.ts';
import type { ExpressionProblem } from './problem.ts';

/** Texts and expressions in turn; never an empty text, never two texts side by side. */
export type TemplateParts = readonly (string | ExprNode)[];

/** The parts of a text, or the first problem in it. */
export type ParsedTemplate =
  | { readonly ok: true; readonly parts: TemplateParts }
  | { readonly ok: false; readonly problem: ExpressionProblem };

const OPEN = '${{';
const CLOSE = '}}';

const parsed: (text: string) => ParsedTemplate = bounded(readTemplate);

/** Splits a text into what stands there and what is computed. Positions count from the start of the whole text. */
export function parseTemplate(text: string): ParsedTemplate {
  return parsed(text);
}

/** The text that {@link parseTemplate} takes apart into these parts. A `${{` in a text part is escaped. */
export function printTemplate(parts: TemplateParts): string {
  return parts
    .map((part) =>
      typeof part === 'string' ? escapeTemplate(part) : `${OPEN} ${printExpression(part)} ${CLOSE}`,
    )
    .join('');
}

/** The expression, if the text is one whole `${{ … }}` that can be read: such a text keeps the value's type. */
export function wholeExpression(text: string): ExprNode | undefined {
  if (!text.startsWith(OPEN) || !text.endsWith(CLOSE)) return undefined;
  const template = parsed(text);
  if (!template.ok || template.parts.length !== 1) return undefined;
  const [part] = template.parts;
  return typeof part === 'string' ? undefined : part;
}

/** A text that evaluates to exactly this one, whatever is in it: `${{` becomes `${{ '${{' }}`. */
export function escapeTemplate(text: string): string {
  return text.replaceAll(OPEN, () => `${OPEN} '${OPEN}' ${CLOSE}`);
}

/** True if there is anything in the text to evaluate. */
export function hasExpression(text: string): boolean {
  return text.includes(OPEN);
}

function readTemplate(text: string): ParsedTemplate {
  const parts: (string | ExprNode)[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf(OPEN, at);
    if (open < 0) {
      if (at < text.length) parts.push(text.slice(at));
      return { ok: true, parts };
    }
    if (open > at) parts.push(text.slice(at, open));
    const start = open + OPEN.length;
    const close = endOfExpression(text, start);
    if (close < 0) {
      return {
        ok: false,
        problem: {
          message: `A \`${OPEN}\` has no closing \`${CLOSE}\`.`,
          position: open,
          hint: `Close it with \`${CLOSE}\`, or write the signs themselves as \`${escapeTemplate(OPEN)}\`.`,
        },
      };
    }
    const inner = parseExpression(text.slice(start, close));
    if (!inner.ok) {
      return {
        ok: false,
        problem: { ...inner.problem, position: start + inner.problem.position },
      };
    }
    parts.push(inner.node);
    at = close + CLOSE.length;
  }
}

/** The first `}}` that is not inside quotes. */
function endOfExpression(text: string, start: number): number {
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith(CLOSE, at)) return at;
  }
  return -1;
}
