import { task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';
import { page, readPages } from './pages.ts';
export const collect = task({
  name: 'collect',
  description: 'Read the pages of the handbook',
  inputs: z.object({ pace }),
  outputs: { pages: z.array(page), count: z.number() },
  async run(context) {
    const pages = await readPages(context.workspace);
    await say(
      context,
      pages.map(({ id, title }) => `${id}.md: ${title}`),
    );
    return { pages: [...pages], count: pages.length };
  },
});
