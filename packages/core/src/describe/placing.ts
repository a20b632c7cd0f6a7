/** The machine of a job, from the description to the plan. @module */
import type { Placement, PlanConcurrency, PlanContainer } from '../plan/plan.ts';
import { isExpr } from './expression.ts';
import type {
  Concurrency,
  Container,
  Permissions,
  PlacementSettings,
  RunsOn,
} from './placement.ts';
import { envTemplates } from './settle.ts';
import { type Setup, toPlanSetup } from './setup.ts';
import { exprTemplate } from './template.ts';

/** What places a job. */
export type PlacingSettings = PlacementSettings & {
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
};

/** The placement of a job; undefined when nothing is said. `setup` is left to the app when it inherits from it. */
export function toPlacement(
  settings: PlacingSettings,
  setup: readonly Setup[] | undefined,
): Placement | undefined {
  const { runsOn, permissions, environment, concurrency, container, services, raw } = settings;
  const own = setup?.filter((each) => each.kind !== 'inherit');
  const placement: Placement = {
    ...(runsOn !== undefined && { runsOn: labels(runsOn) }),
    ...(own && own.length === setup?.length && { setup: own.map(toPlanSetup) }),
    // the scopes that are said
    ...(permissions && { permissions: permissions as NonNullable<Placement['permissions']> }),
    ...(environment && { environment: toEnvironment(environment) }),
    ...(concurrency && { concurrency: toConcurrency(concurrency) }),
    ...(container !== undefined && { container: toContainer(container) }),
    ...(services && {
      services: Object.fromEntries(
        Object.entries(services).map(([name, each]) => [name, toContainer(each)]),
      ),
    }),
    ...(raw && { raw }),
  };
  return Object.keys(placement).length === 0 ? undefined : placement;
}

/** An environment, as it stands in a plan. */
export function toEnvironment(
  environment: NonNullable<PlacementSettings['environment']>,
): NonNullable<Placement['environment']> {
  const { name, url } = environment;
  return { name: exprTemplate(name), ...(url !== undefined && { url: exprTemplate(url) }) };
}

/** A concurrency group, as it stands in a plan. */
export function toConcurrency(concurrency: Concurrency): PlanConcurrency {
  const { group, cancelInProgress, queue } = concurrency;
  return {
    group: exprTemplate(group),
    ...(cancelInProgress !== undefined && {
      cancelInProgress: isExpr(cancelInProgress)
        ? exprTemplate(cancelInProgress)
        : cancelInProgress,
    }),
    ...(queue !== undefined && { queue }),
  };
}

function labels(runsOn: RunsOn): NonNullable<Placement['runsOn']> {
  if (typeof runsOn === 'string' || isExpr(runsOn)) return exprTemplate(runsOn);
  if (Array.isArray(runsOn)) return runsOn.map((each: string) => exprTemplate(each));
  return runsOn as { readonly group: string; readonly labels?: readonly string[] };
}

function toContainer(container: string | Container): PlanContainer {
  if (typeof container === 'string') return { image: exprTemplate(container) };
  const { image, env, credentials, ports, volumes, options } = container;
  return {
    image: exprTemplate(image),
    ...(env && { env: envTemplates(env) ?? {} }),
    ...(ports && { ports }),
    ...(volumes && { volumes }),
    ...(options !== undefined && { options }),
    ...(credentials && {
      credentials: { username: exprTemplate(credentials.username), password: credentials.password },
    }),
  };
}
