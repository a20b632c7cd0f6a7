import { app, automation, env, github, hashFiles, on, setup, vars } from '@sluice/core';
import { z } from 'zod';
import { build, check, deploy, lint, list, say } from './tasks.ts';

const called = automation({
  name: 'called',
  on: on.workflowCall(),
  inputs: z.object({ target: z.enum(['dev', 'prod']), count: z.number().default(1) }),
  jobs({ job, inputs }) {
    const done = job(deploy, {
      inputs: { target: inputs.target, replicas: inputs.count },
      permissions: { 'id-token': 'write' },
    });
    const found = job(list);
    return { url: done.output('url'), targets: found.output('targets') };
  },
});

/** What a job says about its machine, and what an app says about all of them. */
export const machines = {
  permissions: automation({
    name: 'permissions',
    jobs({ job }) {
      job(lint, { permissions: { issues: 'write', models: 'read' } });
      job(build, { permissions: { contents: 'write' } });
    },
  }),

  concurrency: automation({
    name: 'concurrency',
    on: on.pullRequest(),
    concurrency: { group: github.ref, cancelInProgress: true },
    jobs({ job }) {
      job(lint, { concurrency: { group: 'publish', queue: 'max' } });
      job(build, {
        concurrency: { group: 'build', cancelInProgress: github.eventName.eq('push') },
      });
    },
  }),

  environment: automation({
    name: 'environment',
    inputs: z.object({ stage: z.string() }),
    jobs({ job, inputs }) {
      job(lint, { environment: { name: 'test', url: 'https://test.example' } });
      job(deploy, { inputs: { target: 'prod' }, environment: { name: inputs.stage } });
    },
  }),

  containers: automation({
    name: 'containers',
    jobs({ job }) {
      job(lint, {
        container: {
          image: 'ghcr.io/owner/image:1',
          env: { LEVEL: 3 },
          credentials: { username: github.actor, password: 'REGISTRY_TOKEN' },
          ports: ['80'],
          volumes: ['data:/data'],
          options: '--cpus 1',
        },
        services: { registry: 'registry:2', db: { image: 'postgres:18', ports: ['5432:5432'] } },
      });
    },
  }),

  machines: automation({
    name: 'machines',
    jobs({ job }) {
      job(lint, { runsOn: ['self-hosted', 'linux'] });
      job(build, { runsOn: { group: 'large', labels: ['gpu'] } });
      job(list, { runsOn: vars.get('MACHINE') });
    },
  }),

  endurance: automation({
    name: 'endurance',
    jobs({ job }) {
      job(lint, { timeout: '90s', continueOnError: true });
      job(build, { timeout: '30m', retry: { attempts: 3, backoff: '10s' } });
      job(say, { inputs: { text: 'x' }, continueOnError: github.eventName.eq('push') });
    },
  }),

  variables: automation({
    name: 'variables',
    env: { REGION: vars.get('REGION'), LEVEL: 3 },
    jobs({ job }) {
      job(lint, { env: { WHERE: env.get('REGION'), WHO: github.actor } });
    },
  }),

  'setup-of-every-kind': app({
    entryPoint: './run',
    workingDirectory: 'packages/py',
    bootstrap: [
      setup.checkout({ fetchDepth: 0 }),
      setup.node('24'),
      setup.pnpm('10'),
      setup.install(),
    ],
    setup: [setup.python('3.12'), setup.uv('0.9')],
    env: { PYTHONUNBUFFERED: 1 },
    commands: {},
    automations: [
      automation({
        name: 'setup-of-every-kind',
        jobs({ job }) {
          job(lint);
          job(build, {
            setup: [
              setup.inherit(),
              setup.rust({ toolchain: 'stable' }),
              setup.action('owner/name@v1', { level: 3, loud: true }),
              setup.run('corepack enable'),
              setup.cache({ path: ['~/.cache/a', 'b'], key: hashFiles('**/pnpm-lock.yaml') }),
            ],
          });
          job(list, { setup: [setup.python('3.11')] });
        },
      }),
    ],
  }),

  'setup-of-a-machine-that-has-node': app({
    entryPoint: 'uv run tool',
    bootstrap: [setup.checkout(), setup.python('3.13'), setup.uv(), setup.install()],
    commands: {},
    automations: [automation({ name: 'python', jobs: ({ job }) => void job(lint) })],
  }),

  calls: app({
    entryPoint: 'npx sluice',
    commands: {},
    automations: [
      automation({
        name: 'calls',
        on: on.push(),
        jobs({ job }) {
          const first = job(called, { inputs: { target: 'dev', count: 2 } });
          const second = job(called, {
            id: 'second',
            inputs: { target: 'prod' },
            needs: [first],
            permissions: { issues: 'write' },
          });
          job(say, {
            inputs: { text: second.output('url'), facts: { a: first.output('targets') } },
          });
        },
      }),
    ],
  }),

  'raw-keys': automation({
    name: 'raw-keys',
    jobs: ({ job }) => void job(lint, { raw: { 'cancel-timeout-minutes': 2 } }),
  }),

  'a-task-that-takes-an-artifact': automation({
    name: 'a-task-that-takes-an-artifact',
    jobs({ job }) {
      const built = job(build, { inputs: { release: true } });
      job(check, { inputs: { wheel: built.artifact('wheel') } });
    },
  }),
};
