/** Plans that several tests read. */
import type { Json } from '../src/plan/names.ts';

/** Every key of a plan that the design shows, in canonical form but for key order. */
export const deploy: Json = {
  irVersion: 1,
  kind: 'automation',
  name: 'deploy',
  description: 'Ships the wheel.',
  inputs: {
    environment: {
      schema: { type: 'string', enum: ['dev', 'prod'] },
      required: true,
      description: 'Where to deploy',
    },
  },
  outputs: { url: '${{ steps.publish.outputs.url }}' },
  on: [
    { event: 'push', branches: ['main'] },
    { event: 'schedule', cron: '0 3 * * *', timezone: 'UTC' },
    { event: 'dispatch' },
  ],
  steps: [
    {
      id: 'build',
      run: { kind: 'task', task: 'build-wheel', inputs: { release: true } },
      outputs: { version: { type: 'string' } },
      artifacts: ['wheel'],
    },
    {
      id: 'test',
      needs: ['build'],
      run: {
        kind: 'task',
        task: 'test-wheel',
        inputs: { wheel: '${{ steps.build.artifacts.wheel }}' },
      },
      matrix: { axes: [['os', ['ubuntu-latest', 'macos-latest']]] },
      placement: { runsOn: '${{ matrix.os }}' },
    },
    {
      id: 'say',
      needs: ['test'],
      run: { kind: 'shell', command: 'echo ${{ steps.build.outputs.version }}' },
    },
    {
      id: 'publish',
      needs: ['test'],
      when: "inputs.environment == 'prod' && github.ref_name == 'main'",
      run: { kind: 'task', task: 'publish-wheel', inputs: {} },
      outputs: { url: { type: 'string' } },
      secrets: ['NPM_TOKEN'],
      env: { NPM_TOKEN: '${{ secrets.NPM_TOKEN }}' },
      retry: { attempts: 3, backoffMs: 5000 },
      timeoutMs: 600_000,
    },
  ],
};

/** A matrix over a list that exists only at run time, a gate, an iteration and a registered kind. */
export const byHand: Json = {
  irVersion: 1,
  kind: 'automation',
  name: 'by-hand',
  inputs: { environment: { schema: { type: 'string', enum: ['dev', 'prod'] }, required: true } },
  outputs: { digests: '${{ steps.build.outputs.digest }}' },
  on: [
    { event: 'push', branches: ['main'] },
    { event: 'schedule', cron: '0 3 * * *', timezone: 'UTC' },
  ],
  steps: [
    { id: 'targets', run: { kind: 'task', task: 'list-targets', inputs: {} } },
    {
      id: 'build',
      needs: ['targets'],
      when: "inputs.environment == 'prod'",
      run: { kind: 'task', task: 'build-target', inputs: { target: '${{ matrix.target }}' } },
      matrix: {
        axes: [
          ['target', '${{ steps.targets.outputs.targets }}'],
          ['optimise', [true, false]],
        ],
        failFast: false,
      },
      retry: { attempts: 3, backoffMs: 5000 },
      timeoutMs: 600_000,
      placement: { runsOn: 'ubuntu-latest', permissions: { contents: 'read' } },
    },
    {
      id: 'accept',
      needs: ['build'],
      run: { kind: 'gate', acceptors: ['ana'], onReject: { rework: ['build'], max: 1 } },
    },
    {
      id: 'regions',
      needs: ['accept'],
      run: {
        kind: 'each',
        loop: 'region',
        over: '${{ steps.targets.outputs.regions }}',
        key: 'id',
        outputs: {},
        steps: [
          {
            id: 'roll-out',
            run: {
              kind: 'shell',
              command: './roll-out "$REGION"',
              env: { REGION: '${{ each.region.item.id }}' },
            },
          },
        ],
      },
    },
    { id: 'tell', needs: ['regions'], run: { kind: 'mail', to: 'team@example.test' } },
  ],
};

/** A plan of these steps and nothing else. */
export function planOf(steps: Json, more: { readonly [key: string]: Json } = {}): Json {
  return {
    irVersion: 1,
    kind: 'flow',
    name: 'sample',
    inputs: {},
    outputs: {},
    on: [],
    steps,
    ...more,
  };
}
