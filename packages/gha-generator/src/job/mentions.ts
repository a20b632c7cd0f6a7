/** What the steps of a plan mention of each other. @module */
import {
  type ContextPath,
  type Json,
  type JsonObject,
  type Plan,
  type PlanStep,
  templateReferences,
} from '@sluice/core/plan';

/** Every context path in a step: in its condition, too, and in the bodies of iterations, but not in nested plans. */
export function mentionsOf(step: PlanStep): readonly ContextPath[] {
  // a step is JSON but for its type
  return templateReferences(withWholeConditions(step as unknown as Json));
}

/** The steps of a graph whose outputs or artifacts are mentioned, by steps or by the outputs of the graph. */
export function readSteps(
  steps: readonly PlanStep[],
  outputs: Plan['outputs'],
): ReadonlySet<string> {
  const paths = [...steps.flatMap(mentionsOf), ...templateReferences(outputs as JsonObject)];
  return new Set(
    paths.flatMap((path) => {
      const [context, id, part] = path as readonly (string | undefined)[];
      return context === 'steps' && (part === 'outputs' || part === 'artifacts') ? [id!] : [];
    }),
  );
}

/** Conditions are bare: as a whole `${{ }}` they are read like any other text. */
function withWholeConditions(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => withWholeConditions(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]): [string, Json][] => {
      if (key === 'plan') return [];
      const bare = key === 'when' && typeof each === 'string' && !each.includes('${{');
      return [[key, bare ? `\${{ ${each} }}` : withWholeConditions(each)]];
    }),
  );
}
