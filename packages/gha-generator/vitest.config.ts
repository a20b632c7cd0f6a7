import { config } from '@sluice/vitest';
import { mergeConfig } from 'vitest/config';

// GitHub's own packages import JSON without an attribute, which plain Node refuses: vite reads it.
export default mergeConfig(config, { test: { server: { deps: { inline: [/@actions\//] } } } });
