import { preset } from '@sluice/tsup';

export default preset({
  entry: {
    index: 'src/index.ts',
    'plan/index': 'src/plan/index.ts',
    'run/index': 'src/run/index.ts',
  },
});
