import { automation, github, or, status } from '@sluice/core';
import { z } from 'zod';
import { build, check, deploy, lint, list, say } from './tasks.ts';

/** How jobs follow each other, and when they run. */
export const graph = {
  'one-job': automation({ name: 'one-job', jobs: ({ job }) => void job(lint) }),

  'needs-inferred': automation({
    name: 'needs-inferred',
    jobs({ job }) {
      const built = job(build);
      job(say, { inputs: { text: built.output('version') } });
    },
  }),

  'needs-explicit': automation({
    name: 'needs-explicit',
    jobs({ job }) {
      const style = job(lint);
      const built = job(build);
      job(check, {
        inputs: { wheel: built.artifact('wheel'), version: built.output('version') },
        needs: [style],
      });
    },
  }),

  'condition-of-inputs': automation({
    name: 'condition-of-inputs',
    inputs: z.object({ target: z.enum(['dev', 'prod']), skip: z.boolean().default(false) }),
    jobs({ job, inputs }) {
      const style = job(lint, { when: inputs.skip.not() });
      job(deploy, {
        needs: [style],
        inputs: { target: inputs.target },
        when: status.notFailed
          .and(inputs.target.eq('prod'))
          .and(or(github.refName.eq('main'), github.refName.startsWith('release/'))),
      });
    },
  }),

  'condition-of-outputs': automation({
    name: 'condition-of-outputs',
    jobs({ job }) {
      const found = job(list);
      job(lint, { when: found.output('ready').and(found.output('count').gt(80)) });
      job(say, {
        inputs: { text: "it's" },
        when: status.always.and(found.result.ne('skipped')),
        needs: [found],
      });
    },
  }),

  'condition-with-a-quote': automation({
    name: 'condition-with-a-quote',
    inputs: z.object({ who: z.string() }),
    jobs: ({ job, inputs }) => void job(lint, { when: inputs.who.eq("it's me") }),
  }),

  'condition-on-failure': automation({
    name: 'condition-on-failure',
    jobs({ job }) {
      const style = job(lint);
      job(say, { inputs: { text: 'failed' }, needs: [style], when: status.failure });
      job(build, { needs: [style], when: status.cancelled });
    },
  }),
};
