import { config } from '@sluice/vitest';
export default config;
