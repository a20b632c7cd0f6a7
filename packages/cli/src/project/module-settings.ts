/** The files that decide how modules are read: `package.json` and `tsconfig.json` with all that it extends. @module */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';

/** Settings that are there, and places where settings would count if they were. */
export interface ModuleSettings {
  readonly present: readonly string[];
  readonly absent: readonly string[];
}

/** The settings of some modules. */
export function settingsOf(modules: readonly string[]): ModuleSettings {
  const present = new Set<string>();
  const absent = new Set<string>();
  for (const folder of new Set(modules.map((path) => dirname(path)))) {
    for (const name of ['package.json', 'tsconfig.json']) {
      for (let at = folder; ; at = dirname(at)) {
        const file = join(at, name);
        if (existsSync(file)) {
          present.add(file);
          break;
        }
        absent.add(file);
        if (dirname(at) === at) break;
      }
    }
  }
  for (const file of present) {
    if (!file.endsWith('package.json')) for (const base of extended(file)) present.add(base);
  }
  return { present: [...present], absent: [...absent] };
}

/** The files that a `tsconfig.json` extends. What cannot be found is left to esbuild to complain about. */
function extended(file: string): readonly string[] {
  const text = withoutComments(readFileSync(file, 'utf8'));
  const [, one, several = ''] = /"extends"\s*:\s*(?:"([^"]*)"|\[([^\]]*)\])/.exec(text) ?? [];
  const names =
    one === undefined ? [...several.matchAll(/"([^"]*)"/g)].map(([, name]) => name!) : [one];
  return names.flatMap((name) => {
    if (/^[./]/.test(name)) {
      const base = resolve(dirname(file), name);
      return [base, `${base}.json`].filter((path) => extname(path) === '.json' && existsSync(path));
    }
    const require = createRequire(file);
    for (const candidate of [name, `${name}.json`, `${name}/tsconfig.json`]) {
      try {
        return [require.resolve(candidate)];
      } catch {
        // the next one
      }
    }
    return [];
  });
}

/** JSON as TypeScript reads it: comments are allowed. Texts keep what looks like one. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) =>
    found.startsWith('"') ? found : '',
  );
}
