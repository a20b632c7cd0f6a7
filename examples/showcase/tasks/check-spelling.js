import { task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';
import { page } from './pages.ts';

const MISSPELLINGS = {
  chanel: 'channel',
  recieve: 'receive',
  teh: 'the',
  wich: 'which',
};
export const checkSpelling = task({
  name: 'check-spelling',
  description: 'Find the words that people misspell',
  inputs: z.object({
    pages: z.array(page),
    mistake: z.string().optional().describe('A word to find on the last page'),
    pace,
  }),
  async run(context) {
    const { pages, mistake } = context.inputs;
    const last = pages.at(-1)?.id;
    for (const { id, text } of pages) {
      await say(context, [`reading ${id}.md`]);
      const words = id === last ? `${text} ${mistake ?? ''}` : text;
      const found = words.match(/\p{L}+/gu)?.find((word) => Object.hasOwn(MISSPELLINGS, word));
      if (found !== undefined) {
        context.fail(`\`${id}.md\` says "${found}".`, { hint: `Write "${MISSPELLINGS[found]}".` });
      }
    }
  },
});
