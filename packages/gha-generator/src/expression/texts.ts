/** Texts of a plan as texts of a workflow file. @module */
import {
  type Declarations,
  type ExprNode,
  escapeTemplate,
  expressionSchema,
  type JsonTemplate,
  parseTemplate,
  printExpression,
  printTemplate,
  type TemplateParts,
  wholeExpression,
} from '@sluice/core/plan';
import { arrivedText, asJson, isScalar } from './border.ts';
import { call, rewrite, type Words } from './rewrite.ts';

/** A place in a generated file: its words, and what is known about types there. */
export interface Place {
  readonly words: Words;
  readonly known: Declarations;
}

/** An expression in GitHub's words. */
export function nodeAt(place: Place, node: ExprNode): ExprNode {
  return rewrite(node, place.words);
}

/** `${{ … }}` around an expression that is in GitHub's words already. */
export function whole(node: ExprNode): string {
  return printTemplate([node]);
}

/** A text of a plan, as GitHub writes it into a text. Lists and objects are written as JSON, as a local run does. */
export function textAt(place: Place, template: string): string {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return escapeTemplate(template);
  return printTemplate(
    parsed.parts.map((part) => (typeof part === 'string' ? part : textNode(place, part))),
  );
}

/** A text of a plan where GitHub takes any value: one whole expression keeps its own. */
export function valueAt(place: Place, template: string): string {
  const node = wholeExpression(template);
  return node === undefined ? textAt(place, template) : whole(nodeAt(place, node));
}

/** A condition or another bare expression, on one line. */
export function bare(node: ExprNode): string {
  return printExpression(node);
}

function textNode(place: Place, node: ExprNode): ExprNode {
  const schema = expressionSchema(node, place.known);
  const written = nodeAt(place, node);
  // the JSON of a number or a flag is its text
  if (isScalar(schema)) return arrivedText(written) ?? written;
  const composite = typeof schema === 'object' && schema['type'] !== undefined;
  return composite ? asJson(written) : written;
}

/** The JSON of a value of a plan, as a text with an expression at each leaf that has one. */
export function jsonTextAt(place: Place, value: JsonTemplate): string {
  if (typeof value === 'string') return jsonLeaf(place, value);
  if (Array.isArray(value)) {
    return `[${value.map((each: JsonTemplate) => jsonTextAt(place, each)).join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, each]) => `${escapeTemplate(JSON.stringify(key))}:${jsonTextAt(place, each)}`,
  );
  return `{${entries.join(',')}}`;
}

function jsonLeaf(place: Place, template: string): string {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return escapeTemplate(JSON.stringify(template));
  const parts = joinLiterals(parsed.parts);
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'object') {
    const schema = expressionSchema(first, place.known);
    const written = nodeAt(place, first);
    // a number or boolean that is written as a text is its JSON
    return isFlagOrNumber(schema) && written.op === 'context'
      ? whole({
          op: '||',
          left: call('format', { op: 'literal', value: '{0}' }, written),
          right: NULL,
        })
      : whole(asJson(written));
  }
  if (parts.every((part) => typeof part === 'string')) {
    return escapeTemplate(JSON.stringify(parts.join('')));
  }
  let format = '';
  const values: ExprNode[] = [];
  for (const part of parts) {
    if (typeof part === 'string') format += part.replaceAll('{', '{{').replaceAll('}', '}}');
    else {
      format += `{${values.length}}`;
      values.push(textNode(place, part));
    }
  }
  return whole(call('toJSON', call('format', { op: 'literal', value: format }, ...values)));
}

/** The parts of a text, with texts that stand in it as expressions (an escaped `${{`) as the texts they are. */
function joinLiterals(parts: TemplateParts): TemplateParts {
  const joined: (string | ExprNode)[] = [];
  for (const part of parts) {
    const text = typeof part === 'object' && part.op === 'literal' ? part.value : part;
    const last = joined.at(-1);
    if (typeof text !== 'string') joined.push(part);
    else if (typeof last === 'string') joined[joined.length - 1] = last + text;
    else joined.push(text);
  }
  return joined;
}

const NULL: ExprNode = { op: 'literal', value: 'null' };

function isFlagOrNumber(schema: ReturnType<typeof expressionSchema>): boolean {
  return (
    typeof schema === 'object' && ['number', 'integer', 'boolean'].includes(String(schema['type']))
  );
}
