import { expect, test } from 'vitest';
import { appFile, project } from './project.ts';

const shop = appFile(
  `const sign = task({ name: 'sign', secrets: ['KEY'], run: () => undefined });
const pack = task({ name: 'pack', description: 'Pack it', calls: [sign], secrets: ['TOKEN'], artifacts: ['wheel'],
  inputs: z.object({ level: z.number().int().min(1).max(9).describe('How hard to press'), kind: z.enum(['zip', 'tar']).default('zip') }),
  outputs: { size: z.number() }, run: () => ({ size: 1 }) });
const ship = automation({ name: 'ship', jobs({ job }) {
  const packed = job(pack, { inputs: { level: 3 } });
  return { size: packed.output('size') };
} });`,
  'pack',
  'ship',
);

test('inspect shows everything about a task, with the secrets of what it calls', async () => {
  const ended = await project({ 'sluice.ts': shop }).sluice(['inspect', 'pack']);
  expect(ended).toEqual({
    code: 0,
    stderr: '',
    stdout: `pack (task): Pack it

Inputs
  --level=N      How hard to press (a whole number, 1 to 9) [required]
  --kind=CHOICE  (zip, tar; default "zip")

Outputs
  size  number

Artifacts
  wheel

Secrets
  TOKEN
  KEY

Calls
  sign

Used by
  ship  as pack
`,
  });
});

test('inspect --json says the same of a workflow', async () => {
  const { code, stdout } = await project({ 'sluice.ts': shop }).sluice([
    'inspect',
    'ship',
    '--json',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    v: 1,
    name: 'ship',
    kind: 'automation',
    group: 'Automations',
    outputs: [
      { name: 'size', schema: { type: 'number' }, value: '${{ steps.pack.outputs.size }}' },
    ],
    artifacts: ['wheel'],
    secrets: ['TOKEN', 'KEY'],
    steps: [{ id: 'pack', run: { kind: 'task', task: 'pack' } }],
    usedBy: [],
    warnings: [],
  });
});
