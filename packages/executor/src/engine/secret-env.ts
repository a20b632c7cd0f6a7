/** Secrets in the environment of a step: put in by the worker, never by core, never into the history. @module */
import { type PlanStep, type Template, WorkflowError } from '@sluice/core/plan';

const SECRET = /\$\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}/g;

/** The variables whose *template* names secrets, with the values in place. Resolved values are never scanned. */
export function secretEnv(
  definition: PlanStep,
  secrets: Readonly<Record<string, string>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  const templates: Record<string, Template> = {
    ...definition.env,
    ...(definition.run.kind === 'shell' ? definition.run.env : {}),
  };
  for (const [name, template] of Object.entries(templates)) {
    if (typeof template !== 'string' || template.search(SECRET) < 0) continue;
    found[name] = template.replace(SECRET, (_, secret: string) => {
      const value = secrets[secret];
      if (value !== undefined) return value;
      throw new WorkflowError(
        'SECRET_UNDECLARED',
        `The variable \`${name}\` holds the secret \`${secret}\`, which the step does not declare.`,
        { hint: `Add \`${secret}\` to the \`secrets\` of the step.` },
      );
    });
  }
  return found;
}
