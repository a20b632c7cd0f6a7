/** What the server runs. */
import { flow, task } from '@sluice/core';
import { z } from 'zod';

export const count = task({
  name: 'count',
  inputs: z.object({ to: z.number().int().min(1).max(1000) }),
  outputs: { sum: z.number() },
  run({ inputs, log }) {
    let sum = 0;
    for (let at = 1; at <= inputs.to; at++) sum += at;
    log.info(`counted to ${inputs.to}`);
    return { sum };
  },
});

export const sum = flow({
  name: 'sum',
  inputs: z.object({ to: z.number().int().min(1).max(1000) }),
  steps({ step, shell }, { to }) {
    const counted = step(count, { to });
    shell('rest', 'sleep 0.05', { needs: [counted] });
    return { sum: counted.output('sum') };
  },
});
