/** Outputs of a workflow as texts: texts as they are, everything else as JSON. @module */
import { expressionSchema, parseTemplate, travelsAsText } from '@sluice/core/plan';
import { arrivedText, asJson } from './border.ts';
import { nodeAt, type Place, textAt, whole } from './texts.ts';

/** What a workflow hands on to whoever called it. */
export function handedOn(
  outputs: Readonly<Record<string, string>>,
  place: Place,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, template]) => [name, outputText(template, place)]),
  );
}

function outputText(template: string, place: Place): string {
  const parsed = parseTemplate(template);
  const [first] = parsed.ok ? parsed.parts : [];
  if (!parsed.ok || parsed.parts.length !== 1 || typeof first !== 'object') {
    return textAt(place, template);
  }
  const written = nodeAt(place, first);
  if (travelsAsText(expressionSchema(first, place.known))) return whole(written);
  return whole(arrivedText(written) ?? asJson(written));
}
