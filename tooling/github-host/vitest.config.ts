import { config } from '@sluice/vitest';
import { mergeConfig } from 'vitest/config';

// `@actions/workflow-parser` imports JSON without an attribute, which plain Node refuses: let vite read it.
export default mergeConfig(config, { test: { server: { deps: { inline: [/@actions\//] } } } });
