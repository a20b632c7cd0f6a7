/** `import.meta` of a module that was bundled: it still says where the module's own file is. @module */
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const VALUES = {
  url: '__sluice_url',
  filename: '__sluice_filename',
  dirname: '__sluice_dirname',
  resolve: '__sluice_resolve',
} as const;

/** What stands for the parts of `import.meta` in a bundle. */
export const moduleMeta: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(VALUES).map(([name, value]) => [`import.meta.${name}`, value]),
);

/** The text of a module with the values of its own file in front, on its first line: lines keep their numbers. */
export function withModuleMeta(text: string, path: string): string {
  if (!text.includes('import.meta')) return text;
  const url = pathToFileURL(path).href;
  const declarations = [
    `const ${VALUES.url} = ${JSON.stringify(url)};`,
    `const ${VALUES.filename} = ${JSON.stringify(path)};`,
    `const ${VALUES.dirname} = ${JSON.stringify(dirname(path))};`,
    `const ${VALUES.resolve} = (to) => /^[./]/.test(to) ? new URL(to, ${VALUES.url}).href : import.meta['resolve'](to);`,
  ].join(' ');
  return `${declarations} ${text.replace(/^#!.*/, '')}`;
}
