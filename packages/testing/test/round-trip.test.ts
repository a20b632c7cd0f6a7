import type { Plan } from '@sluice/core/plan';
import { expect, test } from 'vitest';
import { roundTrip } from '../src/index.ts';

const plan: Plan = {
  irVersion: 1,
  kind: 'automation',
  name: 'ship',
  inputs: { env: { schema: { type: ['string', 'null'] }, required: false } },
  outputs: { url: '${{ steps.go.outputs.url }}' },
  on: [{ event: 'dispatch' }],
  steps: [
    { id: 'go', outputs: { url: { type: 'string' } }, run: { kind: 'shell', command: 'echo' } },
    {
      id: 'say',
      needs: ['go'],
      when: "inputs.env == 'it''s'",
      run: { kind: 'shell', command: 'true' },
    },
  ],
};

test('a plan survives being written down, and is returned in its canonical form', () => {
  const read = roundTrip(plan);
  expect(read.steps.map((step) => step.id)).toEqual(['go', 'say']);
  expect(roundTrip(read)).toEqual(read);
});
