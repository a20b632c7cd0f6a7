/** Outputs of a workflow as texts: texts as they are, everything else as JSON. @module */
import { type ExprNode, expressionSchema, travelsAsText, wholeExpression } from '@sluice/core/plan';
import { arrivedText, asJson } from './border.ts';
import { call } from './rewrite.ts';
import { jsonTextAt, nodeAt, type Place, textAt, whole } from './texts.ts';

/** What a workflow hands on to whoever called it. */
export function handedOn(
  outputs: Readonly<Record<string, string>>,
  place: Place,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, template]) => [name, outputText(template, place)]),
  );
}

/** The same as one JSON object, for a variable: each text is a JSON text in it. */
export function handedOnJson(outputs: Readonly<Record<string, string>>, place: Place): string {
  const entries = Object.entries(outputs).map(([name, template]) => {
    const node = outputNode(template, place);
    const value = node ? whole(call('toJSON', node)) : jsonTextAt(place, template);
    return `${JSON.stringify(name)}:${value}`;
  });
  return `{${entries.join(',')}}`;
}

function outputText(template: string, place: Place): string {
  const node = outputNode(template, place);
  return node ? whole(node) : textAt(place, template);
}

/** The text of an output that is one whole expression. */
function outputNode(template: string, place: Place): ExprNode | undefined {
  const first = wholeExpression(template);
  if (first === undefined) return undefined;
  const written = nodeAt(place, first);
  if (travelsAsText(expressionSchema(first, place.known))) return written;
  return arrivedText(written) ?? asJson(written);
}
