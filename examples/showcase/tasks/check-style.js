import { task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';
import { page } from './pages.ts';
export const checkStyle = task({
  name: 'check-style',
  description: 'One title a page, no line too long',
  inputs: z.object({ pages: z.array(page), pace }),
  async run(context) {
    const { pages } = context.inputs;
    await say(
      context,
      pages.map(({ id }) => `reading ${id}.md`),
    );
    const wrong = pages.filter(
      ({ text, title }) => title === '' || text.split('\n').some((line) => line.length > 120),
    );
    if (wrong.length > 0) context.fail(`Wrong style: ${wrong.map(({ id }) => id).join(', ')}.`);
  },
});
