/**
 * The project's core as a part of its bundle: one small file in place of five large ones. Only where nobody else in the
 * process can import that core, because a copy beside it would be another core.
 * @module
 */
import { readFileSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

const CORE = /^@sluice\/core(\/|$)/;

/** What a bundle has of the project's core, and may have. */
export interface InlineCore {
  /** Whether an import becomes part of the bundle; `home` is the folder of its package, `manifest` its package.json. */
  takes(specifier: string, home: string, manifest: string): boolean;
  /** The text of a file of the core that was taken; undefined for any other. */
  load(path: string): string | undefined;
  /** Something that cannot be looked into is imported. */
  meetOthers(): void;
  /** Whether core was taken, and somebody else may import it all the same. */
  readonly clashes: boolean;
}

/** Keeps count while a project is bundled. A core that somebody works on stays outside: its files change. */
export function inlineCore(): InlineCore {
  const homes = new Set<string>();
  let others = false;
  return {
    takes(specifier, home, manifest) {
      if (!CORE.test(specifier)) {
        others ||= !standsAlone(manifest);
        return false;
      }
      const real = realpathSync(home);
      if (!real.split(sep).includes('node_modules')) return false;
      homes.add(real + sep);
      return true;
    },
    load(path) {
      if (![...homes].some((home) => path.startsWith(home))) return undefined;
      // Stacks name the file of the package: its own map would lead to sources that nobody has open.
      return readFileSync(path, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '');
    },
    meetOthers() {
      others = true;
    },
    get clashes() {
      return others && homes.size > 0;
    },
  };
}

/** A package that asks for no other one does not import core. */
function standsAlone(manifest: string): boolean {
  const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(manifest) as Readonly<
    Record<string, object | undefined>
  >;
  return (
    Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }).length === 0
  );
}
