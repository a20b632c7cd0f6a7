/** What expressions mention becomes a need, in plans that people wrote. @module */
import type { Json } from './names.ts';

/** The plan with needs for the steps that its expressions mention and that are out of reach without. */
export function completeNeeds(json: Json): Json {
  return json;
}
