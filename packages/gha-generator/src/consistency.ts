/** The workflow that asks whether all others are what the project says: once for a project, not in every file. @module */
import type { PlanSetup } from '@sluice/core/plan';
import type { Place } from './expression/texts.ts';
import type { WorkflowFindings } from './findings.ts';
import { USUAL_MACHINE } from './job/machine.ts';
import { jobPermissions } from './job/permissions.ts';
import { setupSteps } from './job/setup-steps.ts';
import type { Workflow } from './model/workflow.ts';
import type { Project } from './project.ts';

/** The name of the workflow for the project of a source: each source of a repository has its own. */
export function consistencyName(source: string): string {
  const folders = source.split('/').slice(0, -1);
  return [
    'check-workflows',
    ...folders.map((each) => each.toLowerCase().replace(/[^a-z0-9]+/g, '-')),
  ].join('-');
}

/** The workflow: on every push and pull request, `gha check` on a machine with the bootstrap of the app. */
export function consistencyWorkflow(
  name: string,
  project: Project,
  findings: WorkflowFindings,
): Workflow {
  // a bootstrap holds expressions in the keys of caches only, and those mention files
  const setups = project.app.bootstrap as readonly PlanSetup[];
  const place: Place = {
    words: { context: () => undefined },
    known: { inputs: {}, step: () => undefined },
  };
  return {
    name,
    on: { push: {}, pull_request: {} },
    permissions: {},
    concurrency: {
      group: `${name}-\${{ github.ref }}`,
      'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
    },
    defaults: project.defaults,
    jobs: {
      check: {
        'runs-on': USUAL_MACHINE,
        permissions: jobPermissions(undefined, setups),
        'timeout-minutes': 15,
        steps: [
          ...setupSteps(setups, {
            pinner: project.pinner,
            place,
            findings,
            path: [],
            pushes: false,
          }),
          { name: 'check', run: `${project.entryPoint} gha check` },
        ],
      },
    },
  };
}
