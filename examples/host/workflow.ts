/** What the host runs: a task that fails once, a command of the shell, and a wait that would take minutes. */
import { flow, sh, task } from '@sluice/core';
import { z } from 'zod';

let tries = 0;

/** Tasks are values here: they run in the process of the host. */
export const measure = task({
  name: 'measure',
  inputs: z.object({ text: z.string() }),
  outputs: { length: z.number(), tries: z.number() },
  run({ inputs, fail }) {
    tries += 1;
    if (tries === 1) fail('Not yet.');
    return { length: inputs.text.length, tries };
  },
});

export const report = flow({
  name: 'report',
  inputs: z.object({ text: z.string() }),
  steps({ step, shell }, { text }) {
    const measured = step(measure, { text }, { retry: { attempts: 2, backoff: '10m' } });
    const said = shell('say', sh`printf '%s letters' ${measured.output('length')}`);
    return { said: said.output('stdout'), tries: measured.output('tries') };
  },
});
