/** Names that nothing exports: ours are the words, whoever found it. */
import { expect, test } from 'vitest';
import { session } from './support/session.ts';

const files = {
  'package.json': '{"type":"module"}',
  'tasks.ts': "export const build = 1;\nexport * from './more.ts';\n",
  'more.ts': 'export const publish = 2;\n',
  'node_modules/tool/package.json': '{"name":"tool","type":"module","exports":"./index.js"}',
  'node_modules/tool/index.js': 'export const parse = 1;\n',
};
const list = (source: string): Promise<{ code: number; stderr: string }> =>
  session({ ...files, 'sluice.ts': source }).sluice(['list']);

test.each([
  [
    'of a file of the project',
    "import { biuld } from './tasks.ts';\nexport default biuld;\n",
    '`tasks.ts` exports no `biuld`.\n  at sluice.ts:1:10\n  hint: Did you mean `build`?',
  ],
  [
    'that it hands on',
    "import 'tool';\nimport { publsh } from './tasks.ts';\nexport default publsh;\n",
    '`tasks.ts` exports no `publsh`.\n  at sluice.ts:2:10\n  hint: Did you mean `publish`?',
  ],
  [
    'of a package',
    "import path from 'node:path';\nimport {\n  parse,\n  prase,\n} from 'tool';\nexport default [path, parse, prase];\n",
    '`tool` exports no `prase`.\n  at sluice.ts:4:3\n  hint: Did you mean `parse`?',
  ],
  [
    'that is like none',
    "import tool, { parse } from 'tool';\nexport default [tool, parse];\n",
    '`tool` has no default export.\n  at sluice.ts\n  hint: Known: `parse`.',
  ],
])('a name %s', async (_, source, words) => {
  const { code, stderr } = await list(source);
  expect(stderr).toBe(`error[MODULE_INVALID]: ${words}\n`);
  expect(code).toBe(2);
});
