import { defineConfig } from 'vitest/config';

/** The checks that need built packages: everything is packed and installed once, by the global setup. */
export default defineConfig({
  test: {
    include: ['check/**/*.test.ts'],
    globalSetup: ['check/installation.setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
