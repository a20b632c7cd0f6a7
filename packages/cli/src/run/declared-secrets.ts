/** What an app declares as secrets anywhere. @module */
import { appDefinitions } from '@sluice/core';
import { allSteps } from '@sluice/core/plan';
import type { LoadedApp } from '../project/load.ts';

/** The secrets that steps of any workflow of a project declare: no step of any other inherits these. */
export function declaredSecrets(loaded: LoadedApp | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  if (loaded === undefined) return names;
  const { flows, automations } = appDefinitions(loaded.app);
  for (const definition of [...flows.values(), ...automations.values()]) {
    for (const { step } of allSteps(definition.plan())) {
      for (const name of step.secrets ?? []) names.add(name);
    }
  }
  return names;
}
