/** The tasks that the features are made of. */
import { artifact, task } from '@sluice/core';
import { z } from 'zod';

export const lint = task({ name: 'lint', run: () => {} });

export const build = task({
  name: 'build',
  inputs: z.object({ release: z.boolean().default(false), label: z.string().optional() }),
  outputs: ['version'],
  artifacts: ['wheel'],
  run: () => ({ version: '1.0.0' }),
});

export const check = task({
  name: 'check',
  inputs: z.object({ wheel: artifact(), version: z.string().optional() }),
  outputs: { passed: z.number(), report: z.object({ failures: z.array(z.string()) }) },
  run: () => ({ passed: 1, report: { failures: [] } }),
});

export const deploy = task({
  name: 'deploy',
  inputs: z.object({
    target: z.enum(['dev', 'prod']),
    replicas: z.number().default(1),
    tags: z.array(z.string()).default([]),
  }),
  outputs: ['url'],
  secrets: ['DEPLOY_KEY'],
  run: () => ({ url: 'https://example.test' }),
});

export const list = task({
  name: 'targets',
  outputs: {
    targets: z.array(z.string()),
    regions: z.array(z.object({ id: z.string(), replicas: z.number() })),
    count: z.number(),
    ready: z.boolean(),
  },
  run: () => ({ targets: [], regions: [], count: 0, ready: true }),
});

export const say = task({
  name: 'say',
  inputs: z.object({
    text: z.string(),
    times: z.number().optional(),
    loud: z.boolean().optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
  }),
  run: () => {},
});
