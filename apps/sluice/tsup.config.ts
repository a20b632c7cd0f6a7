import { preset } from '@sluice/tsup';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** `bin` is a file of its own, and requires the rest: it loads what it needs when it knows that it needs it. */
const besideBin: Plugin = {
  name: 'beside-bin',
  setup(build) {
    build.onResolve({ filter: /^\.\/index\.ts$/ }, () => ({ path: './index.cjs', external: true }));
    build.initialOptions.supported = { 'dynamic-import': false };
  },
};

/**
 * The command: few files with everything of ours in them, because start-up is finding and reading files. CommonJS,
 * because a module that imports `node:fs` makes Node load all that hangs on it, streams for one.
 */
const command: Options = {
  format: ['cjs'],
  splitting: false,
  clean: false,
  // Node would read it as soon as a project asks for its own.
  sourcemap: false,
  noExternal: [/^(?!esbuild$|yaml$|node:|\.)/],
  external: ['esbuild', 'yaml'],
  banner: { js: "const __sluice_here = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': '__sluice_here' },
  esbuildOptions: (options) => {
    options.conditions = ['@sluice/source'];
  },
};

export default [
  preset(),
  preset({ ...command, entry: { index: 'src/index.ts', 'step-runner': 'src/step-runner.ts' } }),
  preset({ ...command, entry: { bin: 'src/bin.ts' }, esbuildPlugins: [besideBin] }),
];
