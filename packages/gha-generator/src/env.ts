/** Environment variables. @module */
import { type EnvValues, exprTemplate } from '@sluice/core';
import { type Place, textAt } from './expression/texts.ts';
import type { Path, WorkflowFindings } from './findings.ts';

/** The variables of an app as templates, in the order of their names. */
export function exprEnv(env: EnvValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(env)
      .sort()
      .map((name) => [name, exprTemplate(env[name]!)]),
  );
}

/** Variables of a plan, in GitHub's words. */
export function envAt(
  place: Place,
  env: Readonly<Record<string, string>> | undefined,
  findings: WorkflowFindings,
  path: Path,
): Readonly<Record<string, string>> {
  const entries = Object.entries(env ?? {});
  for (const [name] of entries) checkVariable(name, findings, [...path, name]);
  return Object.fromEntries(entries.map(([name, text]) => [name, textAt(place, text)]));
}

function checkVariable(name: string, findings: WorkflowFindings, path: Path): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    findings.refuse(
      `\`${name}\` cannot be the name of a variable.`,
      path,
      'Use letters, digits and underscores, no digit first.',
      'NAME_INVALID',
    );
  } else if (/^(GITHUB|RUNNER)_/i.test(name)) {
    findings.refuse(
      `GitHub keeps variables such as \`${name}\` for itself: the value would not arrive.`,
      path,
      'Choose a name that begins with neither `GITHUB_` nor `RUNNER_`.',
    );
  }
}
