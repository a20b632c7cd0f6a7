import { preset } from '@sluice/tsup';

export default preset({
  entry: {
    index: 'src/index.ts',
    bin: 'src/bin.ts',
  },
});
