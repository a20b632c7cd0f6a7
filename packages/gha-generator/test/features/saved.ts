/** Jobs that run what was saved under a name. */
import { automation, flow, matrix, sh } from '@sluice/core';
import type { Known, Plan } from '@sluice/core/plan';
import { z } from 'zod';
import { build, say } from './tasks.ts';

declare module '@sluice/core' {
  interface SavedWorkflows {
    greet: {
      readonly inputs: { readonly who: string; readonly times?: number };
      readonly outputs: { readonly said: string; readonly code: number };
    };
    release: {
      readonly inputs: { readonly to: 'dev' | 'prod' };
      readonly outputs: { readonly version: string; readonly said: string };
    };
  }
}

const greet = flow({
  name: 'greet',
  inputs: z.object({ who: z.string(), times: z.number().default(1) }),
  steps({ shell }, { who }) {
    const said = shell('say', sh`printf 'words=%s' "Hello, "${who} >> "$GITHUB_OUTPUT"`, {
      outputs: { words: z.string() },
    });
    return { said: said.output('words'), code: said.output('exitCode') };
  },
});

/** Saved as an automation: its file is called. */
const rollOut = automation({
  name: 'roll-out',
  inputs: z.object({ to: z.enum(['dev', 'prod']) }),
  jobs({ job, inputs }) {
    const made = job(build);
    const greeted = job.callSaved('greet', { inputs: { who: made.output('version') } });
    job(say, { inputs: { text: inputs.to, loud: true }, needs: [greeted] });
    return { version: made.output('version'), said: greeted.output('said') };
  },
});

const plans: Readonly<Record<string, Plan>> = { greet: greet.plan(), release: rollOut.plan() };

/** What the repository of the features keeps. */
export const nested: NonNullable<Known['nested']> = ({ name }) => plans[name ?? ''];

export const callsSaved = {
  'saved-flow-as-a-job': automation({
    name: 'saved-flow-as-a-job',
    inputs: z.object({ who: z.string().default("it's") }),
    jobs({ job, inputs }) {
      const greeted = job.callSaved('greet', {
        inputs: { who: inputs.who, times: 2 },
        timeout: '5m',
      });
      job(say, { inputs: { text: greeted.output('said') } });
    },
  }),

  'saved-automation-as-a-job': automation({
    name: 'saved-automation-as-a-job',
    jobs({ job }) {
      const released = job.callSaved('release', { inputs: { to: 'dev' } });
      job(say, { inputs: { text: released.output('version') } });
      const cells = matrix({ tag: ['a', 'b'] });
      job.each(cells, build, { inputs: { label: cells.get('tag') } });
    },
  }),
};
