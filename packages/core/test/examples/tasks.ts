// outputs, artifacts, secrets, setup, commands, tasks that call tasks.

import { artifact, hashFiles, setup, task } from '@sluice/core';
import { z } from 'zod';

export const lint = task({
  name: 'lint',
  run: async ({ exec }) => void (await exec('pnpm', ['lint'])),
});

export const buildWheel = task({
  name: 'build-wheel',
  description: 'Build a wheel and publish its path.',
  inputs: z.object({ release: z.boolean().default(false) }),
  outputs: ['wheelPath', 'version'],
  artifacts: ['wheel'],
  setup: [setup.checkout(), setup.python('3.12'), setup.uv()],
  async run({ inputs, exec, saveArtifact, setOutput }) {
    await exec('uv', ['build', '--wheel', ...(inputs.release ? ['--release'] : [])]);
    setOutput('version', '1.0.0');
    const wheelPath = await saveArtifact('wheel', 'dist/pkg-1.0.0.whl');
    return { wheelPath, version: '1.0.0' };
  },
});

export const testWheel = task({
  name: 'test-wheel',
  inputs: z.object({ wheel: artifact(), label: z.string().optional() }),
  outputs: { passed: z.number(), report: z.object({ failures: z.array(z.string()) }) },
  run: async ({ inputs, exec, log }) => {
    await log.group('install', () => exec('pip', ['install', inputs.wheel]));
    return { passed: 12, report: { failures: [] } };
  },
});

export const test = task({
  name: 'test',
  inputs: z.object({ python: z.string().default('3.12'), verbose: z.boolean().default(false) }),
  async run({ inputs, exec }) {
    await exec('pytest', [inputs.verbose ? '-v' : '-q']);
  },
});

export const publish = task({
  name: 'publish',
  inputs: z.object({ env: z.enum(['dev', 'prod']), version: z.string() }),
  outputs: ['url'],
  secrets: ['PYPI_TOKEN', 'AWS_ACCESS_KEY'],
  calls: [buildWheel, lint],
  async run({ inputs, secret, call, exec, fail, summary }) {
    if (inputs.env === 'dev') fail('Nothing to publish in dev.', { hint: 'Pass --env=prod.' });
    const built = await call(buildWheel, { release: true });
    await call(lint);
    await exec('twine', ['upload', built.artifact('wheel')], {
      env: { TWINE_PASSWORD: secret('PYPI_TOKEN') },
      timeout: '5m',
    });
    summary(`Published **${built.outputs.version}**`);
    return { url: `https://example.test/${built.outputs.version}` };
  },
});

// A list of setup replaces the app's, unless it contains inherit().
export const listTargets = task({
  name: 'list-targets',
  description: 'Decide at run time what the release is built for.',
  outputs: {
    targets: z.array(z.string()),
    regions: z.array(z.object({ id: z.string(), replicas: z.number() })),
  },
  setup: [
    setup.inherit(),
    setup.pnpm(),
    setup.run('corepack enable'),
    setup.cache({ path: '~/.cache/targets', key: hashFiles('**/pnpm-lock.yaml') }),
  ],
  async run({ $, workspace, log }) {
    const flags = ['--json', '--all'];
    const { stdout, stderr, exitCode } = await $`node ${workspace}/targets.mjs ${flags}`;
    log.debug(`${exitCode} ${stderr}`);
    return JSON.parse(stdout);
  },
});

export const buildTarget = task({
  name: 'build-target',
  inputs: z.object({ target: z.string(), optimise: z.boolean().default(true) }),
  outputs: ['digest'],
  artifacts: ['binary'],
  setup: [setup.inherit(), setup.rust({ toolchain: 'stable' })],
  async run({ inputs, exec, saveArtifact }) {
    const { stdout } = await exec('make', [inputs.target], {
      cwd: 'native',
      env: { OPTIMISE: inputs.optimise ? '1' : '0' },
    });
    await saveArtifact('binary', `native/out/${inputs.target}`);
    return { digest: stdout.trim() };
  },
});

export const rollOut = task({
  name: 'roll-out',
  inputs: z.object({ region: z.string(), replicas: z.number(), digests: z.array(z.string()) }),
  outputs: ['url'],
  run: ({ inputs }) => ({ url: `https://${inputs.region}.example.test` }),
});
