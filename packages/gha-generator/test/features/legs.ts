import { automation, flow, matrix, on, sh, status } from '@sluice/core';
import { z } from 'zod';
import { build, check, deploy, lint, list, say } from './tasks.ts';

const tell = flow({
  name: 'tell',
  inputs: z.object({ who: z.string() }),
  steps: ({ shell }, { who }) => void shell('tell', sh`echo ${who}`),
});

/** Jobs with several legs: matrices, and iterations over lists that exist only at run time. */
export const legs = {
  'matrix-of-values': automation({
    name: 'matrix-of-values',
    jobs({ job }) {
      const cells = matrix(
        { python: ['3.10', '3.12'], os: ['ubuntu-latest', 'macos-latest'] },
        {
          exclude: [{ python: '3.10', os: 'macos-latest' }],
          include: [{ python: '3.14', os: 'ubuntu-latest', experimental: true }],
          failFast: false,
          maxParallel: 4,
        },
      );
      const tested = job.each(cells, say, {
        runsOn: cells.get('os'),
        inputs: { text: cells.get('python') },
        continueOnError: cells.get('experimental').orElse(false),
      });
      job(lint, { needs: [tested], when: status.always.and(tested.result.ne('skipped')) });
    },
  }),

  'matrix-of-a-list': automation({
    name: 'matrix-of-a-list',
    jobs({ job }) {
      const found = job(list);
      const cells = matrix({ target: found.output('targets'), loud: [true, false] });
      job.each(cells, say, { inputs: { text: cells.get('target'), loud: cells.get('loud') } });
    },
  }),

  'matrix-with-outputs': automation({
    name: 'matrix-with-outputs',
    on: on.workflowCall(),
    jobs({ job }) {
      const built = job.each(matrix({ release: [true, false] }), build);
      job(deploy, { inputs: { target: 'dev', tags: built.outputs('version') } });
      return { versions: built.outputs('version'), results: built.results };
    },
  }),

  'matrix-with-artifacts': automation({
    name: 'matrix-with-artifacts',
    jobs({ job }) {
      const built = job.each(matrix({ label: ['a', 'b'] }), build);
      job(say, { inputs: { text: 'wheels', facts: { wheels: built.artifacts('wheel') } } });
    },
  }),

  'matrix-behind-a-condition': automation({
    name: 'matrix-behind-a-condition',
    inputs: z.object({ all: z.boolean().default(false) }),
    jobs({ job, inputs }) {
      const cells = matrix({ target: ['dev', 'prod'] });
      const first = job(build);
      job.each(cells, check, {
        inputs: { wheel: first.artifact('wheel'), version: cells.get('target') },
        when: inputs.all,
      });
    },
  }),

  iteration: automation({
    name: 'iteration',
    on: on.workflowCall(),
    jobs({ job }) {
      const found = job(list);
      const deployed = job.forEach(
        'regions',
        { over: found.output('regions'), key: 'id', maxParallel: 2 },
        (job, region, { index }) => {
          const done = job(deploy, {
            inputs: { target: 'prod', replicas: region.get('replicas') },
            env: { TURN: index },
          });
          return { url: done.output('url'), id: region.get('id') };
        },
      );
      job(say, { inputs: { text: 'done', facts: { urls: deployed.output('url') } } });
      return { urls: deployed.output('url'), results: deployed.output('results') };
    },
  }),

  'iteration-that-goes-on': automation({
    name: 'iteration-that-goes-on',
    jobs({ job }) {
      const style = job(lint);
      const found = job(list, { needs: [style], when: status.always });
      const told = job.forEach(
        'everybody',
        { over: found.output('targets'), failFast: false, when: status.notFailed },
        (job, who) => void job(tell, { inputs: { who } }),
      );
      job(lint, { id: 'last', needs: [told] });
    },
  }),

  'iteration-of-several-jobs': automation({
    name: 'iteration-of-several-jobs',
    inputs: z.object({ loud: z.boolean().default(false) }),
    jobs({ job, inputs }) {
      const found = job(list);
      const deployed = job.forEach(
        'regions',
        { over: found.output('regions'), key: 'id' },
        (job, region, { key, index }) => {
          const built = job(build, { inputs: { label: key } });
          const done = job(deploy, {
            inputs: { target: 'prod', replicas: region.get('replicas') },
            needs: [built],
            when: region.get('replicas').gt(0).and(inputs.loud),
            approval: { acceptors: ['ana'] },
          });
          job(say, {
            inputs: { text: done.output('url'), times: index, facts: { a: found.output('count') } },
          });
          return { url: done.output('url'), version: built.output('version') };
        },
      );
      job(say, { id: 'tell', inputs: { text: 'done', facts: { urls: deployed.output('url') } } });
    },
  }),

  gate: automation({
    name: 'gate',
    jobs({ job }) {
      const built = job(build);
      const accepted = job.gate('accept', {
        review: built.output('version'),
        acceptors: ['role:release-manager'],
      });
      job(deploy, { inputs: { target: 'prod' }, needs: [accepted] });
      job(say, {
        inputs: { text: accepted.output('decidedBy'), loud: accepted.output('accepted') },
      });
    },
  }),

  'gate-in-front-of-a-job': automation({
    name: 'gate-in-front-of-a-job',
    inputs: z.object({ ask: z.boolean().default(true) }),
    jobs({ job, inputs }) {
      job(deploy, {
        inputs: { target: 'prod' },
        when: status.notFailed.and(inputs.ask),
        approval: { acceptors: ['ana'] },
      });
    },
  }),
};
