import { task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';
export const announce = task({
  name: 'announce',
  description: 'Say how it went, whatever happened',
  inputs: z.object({ spelling: z.string(), published: z.string(), pace }),
  async run(context) {
    const { spelling, published } = context.inputs;
    await say(context, [`spelling: ${spelling}`, `publishing: ${published}`]);
  },
});
