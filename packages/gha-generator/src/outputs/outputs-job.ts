/**
 * What a run gives, for whoever started it: GitHub shows the outputs of a job to other jobs only, so one small job
 * leaves those of the workflow in an artifact.
 * @module
 */
import {
  expressionSchema,
  type JsonObject,
  type Plan,
  templateReferences,
  travelsAsText,
  wholeExpression,
} from '@sluice/core/plan';
import { asJson } from '../expression/border.ts';
import { call, either, githubPath, literal } from '../expression/rewrite.ts';
import { jsonTextAt, nodeAt, type Place, whole } from '../expression/texts.ts';
import { USUAL_MACHINE } from '../job/machine.ts';
import { ACTIONS } from '../job/setup-steps.ts';
import type { StepsJob } from '../model/workflow.ts';
import type { Pinner } from '../pins/pinner.ts';
import { CALLER_INPUT } from '../trigger/triggers.ts';

/** The name of the artifact, and the id of its job: names of steps have single dashes. */
export const OUTPUTS_ARTIFACT = 'sluice--outputs';
/** The file in it: a JSON object with the outputs of the workflow by name. */
export const OUTPUTS_FILE = 'outputs.json';

/** A job that keeps outputs, which are texts of a workflow file, each of them JSON. */
export function outputsJob(
  outputs: Readonly<Record<string, string>>,
  { needs, callable }: { readonly needs: readonly string[]; readonly callable: boolean },
  pinner: Pinner,
): StepsJob {
  const entries = Object.entries(outputs).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  const file = `.sluice/${OUTPUTS_FILE}`;
  return {
    ...(needs.length > 0 && { needs }),
    // what is called gives its outputs to its caller; a run that failed gives none, as here
    if: `!failure() && !cancelled()${callable ? ` && !inputs.${CALLER_INPUT}` : ''}`,
    'runs-on': USUAL_MACHINE,
    permissions: {},
    'timeout-minutes': 10,
    // no run fails for want of a copy
    'continue-on-error': true,
    steps: [
      {
        name: 'keep the outputs of this run',
        run: `mkdir -p .sluice\nprintf '%s' "$OUTPUTS" > ${file}\n`,
        'working-directory': '.',
        env: { OUTPUTS: `{${entries.join(',')}}` },
      },
      {
        name: 'upload the outputs of this run',
        uses: pinner.pin(ACTIONS.upload),
        with: {
          name: OUTPUTS_ARTIFACT,
          path: file,
          'if-no-files-found': 'error',
          'include-hidden-files': true,
        },
      },
    ],
  };
}

/** The outputs of an automation, each as JSON, and the jobs that they come from. */
export function outputsOfJobs(
  { outputs, steps }: Plan,
  place: Place,
): { readonly outputs: Readonly<Record<string, string>>; readonly needs: readonly string[] } {
  const mentioned = templateReferences(outputs as JsonObject).flatMap(([context, id]) =>
    context === 'steps' ? [id] : [],
  );
  return {
    outputs: mapValues(outputs, (template) => {
      const node = wholeExpression(template);
      if (node === undefined) return jsonTextAt(place, template);
      const isText = travelsAsText(expressionSchema(node, place.known));
      const written = nodeAt(place, node);
      return whole(isText ? call('toJSON', written) : asJson(written));
    }),
    needs: steps.map(({ id }) => id).filter((id) => mentioned.includes(id)),
  };
}

/** The outputs of a flow, each as JSON: its one job has them as texts. */
export function outputsOfFlow(
  { name: job, outputs }: Plan,
  place: Place,
): { readonly outputs: Readonly<Record<string, string>>; readonly needs: readonly string[] } {
  return {
    outputs: mapValues(outputs, (template, name) => {
      const node = wholeExpression(template);
      const text = githubPath('needs', job, 'outputs', name);
      const isText = node === undefined || travelsAsText(expressionSchema(node, place.known));
      return whole(isText ? call('toJSON', text) : either(text, literal('null')));
    }),
    needs: [job],
  };
}

function mapValues(
  record: Readonly<Record<string, string>>,
  to: (value: string, name: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value, name)]));
}
