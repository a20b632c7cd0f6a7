import { createRequire } from 'node:module';
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

/** What only `sluice gha verify` needs is not read by anything else. */
const besideVerify: Plugin = {
  name: 'beside-verify',
  setup(build) {
    build.onResolve({ filter: /^@sluice\/gha-generator\/verify$/ }, ({ importer }) =>
      importer.endsWith('github-verify.ts')
        ? undefined
        : { path: './github-verify.cjs', external: true },
    );
  },
};

/** Modules of Node that hang on many others, and that most runs do without: they are loaded when they are used. */
const lateModules: Plugin = {
  name: 'late-modules',
  setup(build) {
    const late =
      /^node:(async_hooks|child_process|crypto|readline|stream\/\w+|timers\/promises|tty)$/;
    build.onResolve({ filter: late }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    );
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => {
      const names = Object.keys(createRequire(import.meta.url)(path) as object);
      const getters = names.map((name) => `get ${name}() { return require('${path}').${name}; }`);
      return { contents: `module.exports = { ${getters.join(', ')} };`, loader: 'js' };
    });
  },
};

/**
 * The command: few files with everything of ours in them, because start-up is finding and reading files. CommonJS,
 * because a module that imports `node:fs` makes Node load all that hangs on it, streams for one.
 */
const command: Options = {
  format: ['cjs'],
  splitting: false,
  // The late modules are known by their whole names.
  removeNodeProtocol: false,
  clean: false,
  // Node would read it as soon as a project asks for its own.
  sourcemap: false,
  noExternal: [/^(?!esbuild$|yaml$|node:|\.)/],
  external: ['esbuild', 'yaml'],
  banner: { js: "const __sluice_here = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': '__sluice_here' },
  esbuildOptions: (options) => {
    options.conditions = ['@sluice/source'];
    // What is read at every start: no spaces, and nothing that makes a text of two bytes a letter of it.
    options.charset = 'ascii';
    options.minifyWhitespace = true;
    options.minifySyntax = true;
  },
};

export default [
  preset(),
  preset({
    ...command,
    entry: {
      index: 'src/index.ts',
      'step-runner': 'src/step-runner.ts',
      'github-verify': 'src/github-verify.ts',
    },
    esbuildPlugins: [besideVerify, lateModules],
  }),
  preset({ ...command, entry: { bin: 'src/bin.ts' }, esbuildPlugins: [besideBin, lateModules] }),
];
