import { describe, expect, test } from 'vitest';
import { moduleImports } from '../src/imports.ts';

const specifiers = (source: string): readonly string[] =>
  moduleImports(source).map(({ specifier, typeOnly }) =>
    typeOnly ? `type ${specifier}` : specifier,
  );

describe('every form of import is found', () => {
  test.each([
    ["import 'a';", ['a']],
    ["import a from 'a';", ['a']],
    ["import * as a from 'a';", ['a']],
    ["import a, { b as c, type D } from 'a'", ['a']],
    ["import type { A } from 'a';", ['type a']],
    ["import type A from 'a';", ['type a']],
    ["import type from 'a';", ['a']],
    ["export { a } from 'a';", ['a']],
    ["export * from 'a';", ['a']],
    ["export type { A } from 'a';", ['type a']],
    ["const a = await import('a');", ['a']],
    ["type A = typeof import('a');", ['type a']],
    ["const t = `x ${await import('a')} y`;", ['a']],
    ["import {\n  a, // 'not this'\n} from \"a\";\nimport b from 'b';", ['a', 'b']],
    ["const a = () => { return /import 'no'/; }; import 'a';", ['a']],
  ])('%s', (source, expected) => {
    expect(specifiers(source)).toEqual(expected);
  });
});

describe('what only looks like an import is not', () => {
  test.each([
    "// import 'a';",
    "/* import a from 'a'; */",
    'const a = "import b from \'b\'";',
    "const a = `import b from 'b'; ${1} import 'c'`;",
    "const a = /import 'b'/;",
    "const a = x.replace(/['\"]/g, ''); // from 'b'",
    "export const from = 'a';",
    "export function f() { return Array.from('a'); }",
    'const here = import.meta.url;',
    "object.import('a');",
  ])('%s', (source) => {
    expect(specifiers(source)).toEqual([]);
  });
});
