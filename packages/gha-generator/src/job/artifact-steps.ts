/**
 * Artifacts between jobs: each is uploaded by the job that saves it and downloaded by the jobs that take it. The
 * command writes `artifact-<name>-path` (where it is) and `artifact-<name>-name` (its file name, `.` for a folder).
 * @module
 */
import { type JsonObject, type PlanStep, templateReferences } from '@sluice/core/plan';
import { artifactFolder, artifactOutput } from '../expression/job-words.ts';
import { githubPath } from '../expression/rewrite.ts';
import { bare, whole } from '../expression/texts.ts';
import type { Step } from '../model/workflow.ts';
import type { Pinner } from '../pins/pinner.ts';
import { CALLER_INPUT } from '../trigger/triggers.ts';
import { ACTIONS } from './setup-steps.ts';

/** The id of the step that runs the command of a job. */
export const RUN_STEP = 'run';

/** Where artifacts of a workflow get their names from: they are unique in a run, also where it is called twice. */
export interface ArtifactNames {
  readonly callable: boolean;
}

/** The name of an artifact of a job; its legs and calls have names of their own. */
export function artifactName(
  job: string,
  artifact: string,
  { callable }: ArtifactNames,
  leg?: string,
): string {
  const prefix = callable
    ? `\${{ inputs.${CALLER_INPUT} && format('{0}.', inputs.${CALLER_INPUT}) }}`
    : '';
  return `${prefix}${job}.${artifact}${leg === undefined ? '' : `.${leg}`}`;
}

/** The steps that download the artifacts which a step mentions; of a matrix, those of all legs. */
export function downloadSteps(
  step: PlanStep,
  steps: ReadonlyMap<string, PlanStep>,
  names: ArtifactNames,
  pinner: Pinner,
): readonly Step[] {
  return takenArtifacts(step).map(({ job, artifact }) => ({
    name: `download ${artifact} of ${job}`,
    if: bare(githubPath('needs', job, 'outputs', artifactOutput(artifact))),
    uses: pinner.pin(ACTIONS.download),
    with: {
      ...(steps.get(job)?.matrix
        ? { pattern: artifactName(job, artifact, names, '*') }
        : { name: artifactName(job, artifact, names) }),
      path: artifactFolder(job, artifact),
    },
  }));
}

/** The artifacts that a step takes, each once. */
function takenArtifacts(
  step: PlanStep,
): readonly { readonly job: string; readonly artifact: string }[] {
  // a step is JSON but for its type
  return templateReferences({
    run: step.run,
    env: step.env ?? {},
  } as unknown as JsonObject).flatMap((path) => {
    const [context, job, part, artifact] = path as readonly (string | undefined)[];
    return context === 'steps' && part === 'artifacts' ? [{ job: job!, artifact: artifact! }] : [];
  });
}

/** The steps that upload what the command of a job has saved. */
export function uploadSteps(step: PlanStep, names: ArtifactNames, pinner: Pinner): readonly Step[] {
  const leg = step.matrix ? '${{ strategy.job-index }}' : undefined;
  return (step.artifacts ?? []).map((artifact) => {
    const path = githubPath('steps', RUN_STEP, 'outputs', `artifact-${artifact}-path`);
    return {
      name: `upload ${artifact}`,
      if: bare(path),
      uses: pinner.pin(ACTIONS.upload),
      with: {
        name: artifactName(step.id, artifact, names, leg),
        path: whole(path),
        'if-no-files-found': 'error',
        'include-hidden-files': true,
      },
    };
  });
}

/** The outputs of a job that say which artifacts it has. */
export function artifactOutputs(step: PlanStep): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (step.artifacts ?? []).map((artifact) => [
      artifactOutput(artifact),
      whole(githubPath('steps', RUN_STEP, 'outputs', `artifact-${artifact}-name`)),
    ]),
  );
}
