/** The job that makes lists of what the legs of another have left behind. @module */
import { type JsonSchema, type PlanStep, stepOutputSchema, travelsAsText } from '@sluice/core/plan';
import { artifactFolder, artifactOutput } from '../expression/job-words.ts';
import { type ArtifactNames, artifactName } from '../job/artifact-steps.ts';
import { USUAL_MACHINE } from '../job/machine.ts';
import { ACTIONS } from '../job/setup-steps.ts';
import type { StepsJob } from '../model/workflow.ts';
import type { Pinner } from '../pins/pinner.ts';
import { GATHER_SCRIPT } from './gather-script.ts';
import { LEG } from './leg-steps.ts';

/** What is gathered. */
export interface Gathering {
  /** The id of the step in the plan; the job that gathers has it, too. */
  readonly id: string;
  /** The job that has the legs. */
  readonly legs: string;
  readonly needs: readonly string[];
  readonly condition: string;
  /** The outputs of one leg. */
  readonly outputs: Readonly<Record<string, JsonSchema | undefined>>;
  readonly artifacts: readonly string[];
  /** A leg may fail without harm. */
  readonly tolerant: boolean;
}

/** The job of a legs' lists. It needs no checkout, and its token may do nothing. */
export function gatherJob(
  { id, legs, needs, condition, outputs, artifacts, tolerant }: Gathering,
  names: ArtifactNames,
  pinner: Pinner,
): StepsJob {
  const kinds = Object.entries(outputs).map(([name, schema]) => [
    name,
    travelsAsText(schema) ? 'text' : 'json',
  ]);
  const lists = [
    ...Object.keys(outputs),
    ...artifacts.map((each) => artifactOutput(each)),
    'results',
  ];
  const folders = artifacts.map((artifact) => [
    artifact,
    `@workspace/${artifactFolder(id, artifact)}/${artifactName(id, artifact, names)}`,
  ]);
  return {
    needs,
    if: condition,
    'runs-on': USUAL_MACHINE,
    permissions: {},
    'timeout-minutes': 10,
    outputs: Object.fromEntries(
      lists.map((name) => [name, `\${{ steps.gather.outputs.${name} }}`]),
    ),
    steps: [
      {
        name: 'download what the legs gave',
        uses: pinner.pin(ACTIONS.download),
        with: { pattern: artifactName(id, LEG, names, '*'), path: '.sluice/legs' },
        'continue-on-error': true,
      },
      {
        name: 'gather',
        id: 'gather',
        run: GATHER_SCRIPT,
        shell: 'node {0}',
        env: {
          FOLDER: '.sluice/legs',
          OUTPUTS: JSON.stringify(Object.fromEntries(kinds)),
          ARTIFACTS: JSON.stringify(Object.fromEntries(folders)),
          RESULT: `\${{ needs.${legs}.result }}`,
          TOLERANT: String(tolerant),
        },
        'working-directory': '.',
      },
    ],
  };
}

/** The outputs of one leg of a step, and their types. */
export function legOutputs(step: PlanStep): Readonly<Record<string, JsonSchema | undefined>> {
  const { matrix: _, ...leg } = step;
  const { run } = step;
  const names = Object.keys(
    run.kind === 'workflow' ? (run.plan?.outputs ?? {}) : (step.outputs ?? {}),
  );
  return Object.fromEntries(names.map((name) => [name, stepOutputSchema(leg, name)]));
}
