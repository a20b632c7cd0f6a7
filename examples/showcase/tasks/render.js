import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { task } from '@sluice/core';
import { z } from 'zod';
import { pace, say } from './pace.ts';
import { page } from './pages.ts';

const FORMATS = {
  html: (title, lines) => `<h1>${title}</h1>\n<p>${lines.join('\n')}</p>\n`,
  text: (title, lines) => `${title.toUpperCase()}\n${lines.join('\n')}\n`,
};
export const render = task({
  name: 'render',
  description: 'Render all pages into one file',
  inputs: z.object({
    pages: z.array(page),
    format: z.enum(['html', 'text']),
    width: z.number(),
    pace,
  }),
  outputs: { bytes: z.number() },
  artifacts: ['rendering'],
  async run(context) {
    const { pages, format, width } = context.inputs;
    const folder = await mkdtemp(join(tmpdir(), 'showcase-'));
    try {
      const parts = pages.map(({ title, text }) =>
        FORMATS[format](title, wrap(text.replace(/^# .*\n/, ''), width)),
      );
      await say(
        context,
        pages.map(({ id }) => `${id} as ${format}, ${width} columns`),
      );
      const file = join(folder, `handbook ${width}.${format === 'html' ? 'html' : 'txt'}`);
      const content = parts.join('\n');
      await writeFile(file, content);
      await context.saveArtifact('rendering', file);
      return { bytes: Buffer.byteLength(content) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
function wrap(text, width) {
  const lines = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
