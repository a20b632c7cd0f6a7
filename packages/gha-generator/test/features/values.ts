import { automation, github, on } from '@sluice/core';
import { z } from 'zod';
import { build, deploy, list, say } from './tasks.ts';

/** How values get from place to place. */
export const values = {
  'fixed-inputs': automation({
    name: 'fixed-inputs',
    jobs({ job }) {
      job(say, {
        inputs: { text: 'it\'s $(fixed) "text"', times: 3, loud: true, facts: { a: [1, 'b'] } },
      });
      job(build, { inputs: { release: false, label: '' } });
      job(deploy, { inputs: { target: 'dev', tags: ['a b', '${{ c }}'] } });
    },
  }),

  'typed-values': automation({
    name: 'typed-values',
    jobs({ job }) {
      const found = job(list);
      job(say, {
        inputs: {
          text: 'found',
          times: found.output('count'),
          loud: found.output('ready'),
          facts: { regions: found.output('regions'), first: found.output('targets').at(0) },
        },
      });
      job(deploy, { inputs: { target: 'prod', tags: found.output('targets') } });
    },
  }),

  'text-of-strangers': automation({
    name: 'text-of-strangers',
    on: on.issue({ types: ['opened'] }),
    jobs: ({ job }) => void job(say, { inputs: { text: github.issue.title } }),
  }),

  'inputs-of-every-type': automation({
    name: 'inputs-of-every-type',
    inputs: z.object({
      text: z.string().describe('Any text'),
      times: z.number().default(2),
      loud: z.boolean().default(false),
      target: z.enum(['dev', 'prod']).default('dev'),
      stage: z.string().default('test'),
    }),
    jobs({ job, inputs }) {
      job(say, { inputs: { text: inputs.text, times: inputs.times, loud: inputs.loud } });
      job(deploy, {
        inputs: { target: inputs.target },
        environment: { name: inputs.stage },
      });
    },
  }),

  'outputs-of-a-run': automation({
    name: 'outputs-of-a-run',
    on: [on.dispatch(), on.workflowCall()],
    inputs: z.object({ label: z.string().default('x') }),
    jobs({ job, inputs }) {
      const built = job(build, { inputs: { label: inputs.label } });
      const found = job(list);
      return {
        version: built.output('version'),
        targets: found.output('targets'),
        ready: found.output('ready'),
        first: found.output('targets').at(0),
        label: inputs.label,
      };
    },
  }),
};
