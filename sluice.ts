// The workflows of this repository. `npx sluice gha generate` writes `.github/workflows` from it.
import { app, automation, matrix, on, setup, task } from '@sluice/core';

const verify = task({
  name: 'verify',
  description: 'Everything that must be green before a change is merged',
  run: async ({ exec }) => void (await exec('npm', ['test'])),
});

const measure = task({
  name: 'measure',
  description: 'The benchmarks: ratios against floors of the same run',
  run: async ({ exec }) => void (await exec('npm', ['run', 'bench'])),
});

const ci = automation({
  name: 'ci',
  description: 'Lint, types, tests and package checks',
  on: [on.push({ branches: ['main'] }), on.pullRequest(), on.dispatch()],
  jobs({ job }) {
    const machines = matrix({ os: ['ubuntu-latest', 'macos-latest'] }, { failFast: false });
    job.each(machines, verify, { runsOn: machines.get('os'), timeout: '30m' });
  },
});

const benchmarks = automation({
  name: 'benchmarks',
  on: [on.schedule('17 4 * * 1', { timezone: 'UTC' }), on.dispatch()],
  jobs: ({ job }) => void job(measure, { timeout: '30m' }),
});

export default app({
  entryPoint: 'node apps/sluice/dist/bin.cjs',
  bootstrap: [
    setup.checkout({ fetchDepth: 0 }),
    setup.node('22'),
    setup.run('node scripts/dev.mjs turbo run build --filter=sluice'),
  ],
  commands: { Work: [verify, measure] },
  automations: [ci, benchmarks],
});
