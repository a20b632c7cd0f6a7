/** The machine of a job. @module */
import type { PlanContainer, PlanStep } from '@sluice/core/plan';
import { envAt } from '../env.ts';
import { type Place, textAt, valueAt } from '../expression/texts.ts';
import type { Path, WorkflowFindings } from '../findings.ts';
import type { Container, RunsOn, StepsJob } from '../model/workflow.ts';
import { checkSecret } from '../secrets.ts';

/** The machine where nothing is said. */
export const USUAL_MACHINE = 'ubuntu-latest';

/** The parts of a job that say on what machine it runs, and in which environment. */
export function machineOf(
  step: PlanStep,
  place: Place,
  findings: WorkflowFindings,
  path: Path,
): Pick<StepsJob, 'runs-on' | 'environment' | 'container' | 'services'> {
  const { placement } = step;
  const at = [...path, 'placement'];
  const { environment, container, services } = placement ?? {};
  return {
    'runs-on': runsOn(placement?.runsOn, place),
    ...(environment && {
      environment: {
        name: textAt(place, environment.name),
        ...(environment.url !== undefined && { url: textAt(place, environment.url) }),
      },
    }),
    ...(container && { container: containerOf(container, place, findings, [...at, 'container']) }),
    ...(services && {
      services: Object.fromEntries(
        Object.entries(services).map(([name, each]) => [
          name,
          containerOf(each, place, findings, [...at, 'services', name]),
        ]),
      ),
    }),
  };
}

function runsOn(labels: NonNullable<PlanStep['placement']>['runsOn'], place: Place): RunsOn {
  if (labels === undefined) return USUAL_MACHINE;
  if (typeof labels === 'string') return valueAt(place, labels);
  if (!isList(labels)) return labels;
  return labels.map((each) => textAt(place, each));
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function containerOf(
  container: PlanContainer,
  place: Place,
  findings: WorkflowFindings,
  path: Path,
): Container {
  const { image, env, ports, volumes, options, credentials } = container;
  if (credentials) checkSecret(credentials.password, findings, [...path, 'credentials']);
  return {
    image: textAt(place, image),
    ...(credentials && {
      credentials: {
        username: textAt(place, credentials.username),
        password: `\${{ secrets.${credentials.password} }}`,
      },
    }),
    ...(env && { env: envAt(place, env, findings, [...path, 'env']) }),
    ...(ports && { ports }),
    ...(volumes && { volumes }),
    ...(options !== undefined && { options }),
  };
}
