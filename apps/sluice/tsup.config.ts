import { preset } from '@sluice/tsup';

/** The command in few files, everything of ours in them: what has to be found and read is what start-up costs. */
export default preset({
  entry: {
    index: 'src/index.ts',
    bin: 'src/bin.ts',
    'step-runner': 'src/step-runner.ts',
  },
  // Node would read them all as soon as a project asks for its own.
  sourcemap: false,
  noExternal: [/^(?!esbuild$|yaml$|node:)/],
  external: ['esbuild', 'yaml'],
  esbuildOptions: (options) => {
    options.conditions = ['@sluice/source'];
  },
});
