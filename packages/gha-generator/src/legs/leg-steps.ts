/** What a leg leaves behind for the job that gathers: a small file with how it ended and what it gave. @module */
import { type ArtifactNames, artifactName, RUN_STEP } from '../job/artifact-steps.ts';
import { ACTIONS } from '../job/setup-steps.ts';
import type { Step } from '../model/workflow.ts';
import type { Pinner } from '../pins/pinner.ts';

/** The name of the file's artifact, without the number of the leg. */
export const LEG = 'leg';
const FILE = '.sluice/leg.json';

/** The steps at the end of a leg; `outputs` is the JSON of what it gave: texts by name. */
export function legSteps(
  job: string,
  names: ArtifactNames,
  pinner: Pinner,
  outputs: string = `\${{ toJSON(steps.${RUN_STEP}.outputs) }}`,
): readonly Step[] {
  return [
    {
      name: 'keep what this leg gave',
      if: 'always()',
      run: `mkdir -p "$GITHUB_WORKSPACE/.sluice"\nprintf '%s' "$LEG" > "$GITHUB_WORKSPACE/${FILE}"\n`,
      env: {
        LEG: `{"index":\${{ strategy.job-index }},"total":\${{ strategy.job-total }},"status":\${{ toJSON(job.status) }},"outputs":${outputs}}`,
      },
    },
    {
      name: 'upload what this leg gave',
      if: 'always()',
      uses: pinner.pin(ACTIONS.upload),
      with: {
        name: artifactName(job, LEG, names, '${{ strategy.job-index }}'),
        path: FILE,
        'if-no-files-found': 'error',
        'include-hidden-files': true,
      },
    },
  ];
}
