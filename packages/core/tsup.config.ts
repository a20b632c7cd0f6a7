import { preset } from '@sluice/tsup';

export default preset({
  entry: {
    index: 'src/index.ts',
    'plan/index': 'src/plan/index.ts',
    'run/index': 'src/run/index.ts',
  },
  // Small and without state: a project that loads core loads few files.
  noExternal: ['@actions/expressions', '@noble/hashes'],
});
