/** Bundles the command and the step runner into a folder: `node bundle.mjs FOLDER`. What starts often starts faster so. */
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const source = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  config: false,
  silent: true,
  entry: {
    bin: source('../src/bin.ts'),
    'step-runner': source('../../../packages/executor/src/step-runner.ts'),
  },
  outDir: process.argv[2],
  format: ['esm'],
  platform: 'node',
  target: 'node22',
  splitting: true,
  noExternal: [/.*/],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  esbuildOptions(options) {
    // A program of its own, found beside the project that asks for it.
    options.external = ['esbuild'];
    options.conditions = ['@sluice/source'];
  },
});
