import { task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';
export const checkPage = task({
  name: 'check-page',
  description: 'Count the words and sentences of one page',
  inputs: z.object({ title: z.string(), text: z.string(), pace }),
  outputs: { words: z.number(), sentences: z.number() },
  async run(context) {
    const { title, text } = context.inputs;
    const words = text.match(/\p{L}+/gu)?.length ?? 0;
    const sentences = text.match(/[.;:](\s|$)/g)?.length ?? 0;
    await say(context, [`${title}: ${words} words`, `${title}: ${sentences} sentences`]);
    return { words, sentences };
  },
});
