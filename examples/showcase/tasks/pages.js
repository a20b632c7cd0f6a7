/** The pages of the handbook. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
export const page = z.object({ id: z.string(), title: z.string(), text: z.string() });
/** Every page, in the order of its name. */
export async function readPages(workspace) {
  const folder = join(workspace, 'pages');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { id: name.slice(0, -3), title: /^# (.+)$/m.exec(text)?.[1] ?? '', text };
    }),
  );
}
