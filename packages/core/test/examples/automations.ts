// jobs, inferred needs, matrix, conditions, inputs, outputs, gates, iteration, nesting, triggers, dispatchable, app.

import {
  app,
  automation,
  dispatchable,
  github,
  matrix,
  on,
  or,
  setup,
  status,
  unsafe,
  vars,
} from '@sluice/core';
import { z } from 'zod';
import { reviewIssue } from './flows.ts';
import {
  buildTarget,
  buildWheel,
  lint,
  listTargets,
  publish,
  rollOut,
  test,
  testWheel,
} from './tasks.ts';

export const ci = automation({
  name: 'ci',
  on: [on.push({ branches: ['main'], pathsIgnore: ['docs/**'] }), on.pullRequest()],
  concurrency: { group: github.ref, cancelInProgress: true },
  jobs({ job }) {
    const style = job(lint);
    const build = job(buildWheel);
    job(testWheel, { inputs: { wheel: build.artifact('wheel') }, needs: [style] }); // needs: build is inferred
  },
});

export const nightly = automation({
  name: 'nightly',
  on: on.schedule('0 3 * * *', { timezone: 'Europe/Madrid' }),
  jobs({ job }) {
    const cells = matrix(
      { python: ['3.10', '3.11', '3.12'], os: ['ubuntu-latest', 'macos-latest'] },
      {
        exclude: [{ python: '3.10', os: 'macos-latest' }],
        include: [{ python: '3.14', os: 'ubuntu-latest', experimental: true }],
        failFast: false,
        maxParallel: 4,
      },
    );
    const tests = job.each(cells, test, {
      runsOn: cells.get('os'),
      inputs: { python: cells.get('python') },
      continueOnError: cells.get('experimental').orElse(false),
    });
    job(lint, { needs: [tests], when: status.always.and(tests.result.ne('skipped')) });
  },
});

// Tests can be skipped by hand: `notFailed` lets publish run after a skipped need, but not after a failed one.
export const deploy = automation({
  name: 'deploy',
  on: [on.dispatch(), on.workflowCall()],
  inputs: z.object({
    environment: z.enum(['dev', 'prod']).describe('Where to deploy'),
    version: z.string().default('latest'),
    skipTests: z.boolean().default(false),
  }),
  jobs({ job, inputs }) {
    const tests = job(test, { when: inputs.skipTests.not() });
    const published = job(publish, {
      needs: [tests],
      inputs: { env: inputs.environment, version: inputs.version },
      when: status.notFailed
        .and(inputs.environment.eq('prod'))
        .and(or(github.refName.eq('main'), github.refName.startsWith('release/'))),
      environment: { name: inputs.environment },
      permissions: { contents: 'read', 'id-token': 'write' },
      concurrency: { group: 'publish', queue: 'max' },
    });
    return { url: published.output('url') };
  },
});

export const buildAndTest = automation({
  name: 'build-and-test',
  on: on.workflowCall(),
  jobs({ job }) {
    const build = job(buildWheel);
    const checked = job(testWheel, {
      inputs: { wheel: build.artifact('wheel'), label: build.output('version') },
    });
    return { version: build.output('version'), passed: checked.output('passed') };
  },
});

// A nested automation, a dynamic matrix, a gate, an iteration over a list that exists only at run time, outputs.
export const release = automation({
  name: 'release',
  on: [
    on.release({ types: ['published'] }),
    on.repositoryDispatch(['release-requested']),
    on.webhook('release'),
  ],
  inputs: z.object({ version: z.string().default('latest') }),
  env: { REGION: vars.get('REGION') },
  jobs({ job, inputs }) {
    const checked = job(buildAndTest);
    const targets = job(listTargets, { needs: [checked] });

    const cells = matrix({ target: targets.output('targets'), optimise: [true, false] });
    const builds = job.each(cells, buildTarget, {
      inputs: { target: cells.get('target'), optimise: cells.get('optimise') },
      container: { image: 'rust:1', env: { CI: true } },
      services: { registry: 'registry:2' },
      timeout: '30m',
      retry: { attempts: 2, backoff: '10s' },
    });

    const accepted = job.gate('accept', {
      review: builds.outputs('digest'),
      acceptors: ['role:release-manager'],
      onReject: { rework: [builds], max: 2 },
      deadline: { after: '3d', decision: 'reject' },
      when: checked.output('passed').gt(0),
    });

    const rollOuts = job.forEach(
      'regions',
      {
        over: targets.output('regions'),
        key: 'id',
        maxParallel: 2,
        failFast: false,
        needs: [accepted],
      },
      (job, region, { index }) => {
        const rolled = job(rollOut, {
          inputs: {
            region: region.get('id'),
            replicas: region.get('replicas'),
            digests: builds.outputs('digest'),
          },
          runsOn: ['self-hosted', 'linux'],
          env: { TURN: index },
          approval: { acceptors: ['ana', 'role:operations'] },
        });
        return { url: rolled.output('url') };
      },
    );
    const published = job(deploy, {
      inputs: { environment: 'prod', version: inputs.version },
      needs: [rollOuts],
    });
    return {
      url: published.output('url'),
      regions: rollOuts.output('url'),
      results: rollOuts.output('results'),
      approvedBy: accepted.output('decidedBy'),
    };
  },
});

export const answerIssues = automation({
  name: 'answer-issues',
  on: [
    on.issue({ types: ['opened'] }),
    on.issueComment({ types: ['created'], contains: '/review' }),
  ],
  jobs({ job }) {
    job(reviewIssue, {
      inputs: { title: github.issue.title, body: github.issue.body },
      permissions: { issues: 'write', models: 'read' },
    });
  },
});

// Only under a name that says so.
export const labelForks = automation({
  name: 'label-forks',
  on: [
    unsafe.pullRequestTarget({ types: ['opened'] }),
    unsafe.workflowRun({ workflows: ['ci'], types: ['completed'] }),
  ],
  jobs({ job }) {
    job(lint, { permissions: { 'pull-requests': 'write' } });
  },
});

export const testOnDemand = dispatchable(test, {
  name: 'test-on-demand',
  defaults: { verbose: true },
  inputs: ['python', 'verbose'],
});

export default app({
  entryPoint: './run',
  workingDirectory: 'packages/py',
  bootstrap: [setup.checkout(), setup.node('22'), setup.install()],
  setup: [setup.python('3.12'), setup.uv()],
  env: { PYTHONUNBUFFERED: 1 },
  commands: { Quality: [lint], Testing: [test, testWheel], Release: [buildWheel, publish] },
  automations: [ci, nightly, deploy, buildAndTest, release, answerIssues, labelForks, testOnDemand],
  prompts: ['prompts'],
});
