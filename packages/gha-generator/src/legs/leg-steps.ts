/** What a leg leaves behind for the job that gathers: a small file with how it ended and what it gave. @module */
import { type ArtifactNames, artifactName, RUN_STEP } from '../job/artifact-steps.ts';
import { ACTIONS } from '../job/setup-steps.ts';
import type { Step } from '../model/workflow.ts';
import type { Pinner } from '../pins/pinner.ts';

/** The name of the file's artifact, without the number of the leg. */
export const LEG = 'leg';
const FILE = '.sluice/leg.json';

/** What is kept of a leg, as texts of a workflow file. */
export interface LegFacts {
  /** The name of the artifact. */
  readonly artifact: string;
  readonly index: string;
  readonly total: string;
  /** How it ended, as JSON. */
  readonly status: string;
  /** What it gave, as a JSON object of texts. */
  readonly outputs: string;
}

/** The facts of a leg that is a job of this file; `outputs` are those of its command unless said. */
export function ownLeg(
  job: string,
  names: ArtifactNames,
  outputs: string = `\${{ toJSON(steps.${RUN_STEP}.outputs) }}`,
): LegFacts {
  const index = '${{ strategy.job-index }}';
  return {
    artifact: artifactName(job, LEG, names, index),
    index,
    total: '${{ strategy.job-total }}',
    status: '${{ toJSON(job.status) }}',
    outputs,
  };
}

/** The steps at the end of a leg. */
export function legSteps(leg: LegFacts, pinner: Pinner): readonly Step[] {
  return [
    {
      name: 'keep what this leg gave',
      if: 'always()',
      run: `mkdir -p "$GITHUB_WORKSPACE/.sluice"\nprintf '%s' "$LEG" > "$GITHUB_WORKSPACE/${FILE}"\n`,
      'working-directory': '.',
      env: {
        LEG: `{"index":${leg.index},"total":${leg.total},"status":${leg.status},"outputs":${leg.outputs}}`,
      },
    },
    {
      name: 'upload what this leg gave',
      if: 'always()',
      uses: pinner.pin(ACTIONS.upload),
      with: {
        name: leg.artifact,
        path: FILE,
        'if-no-files-found': 'error',
        'include-hidden-files': true,
      },
    },
  ];
}
