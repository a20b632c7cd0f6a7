// The plans of the examples, byte for byte, and the same bytes from every evaluation of the source.
import { printPlan, validate } from '@sluice/core/plan';
import { describe, expect, it, vi } from 'vitest';
import * as automations from './examples/automations.ts';
import * as flows from './examples/flows.ts';

type Workflow = {
  readonly kind: string;
  readonly name: string;
  plan(): Parameters<typeof printPlan>[0];
};
const isWorkflow = (value: unknown): value is Workflow =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { plan?: unknown }).plan === 'function';
const all: readonly unknown[] = [...Object.values(automations), ...Object.values(flows)];
const workflows = all.filter(isWorkflow);

describe('plans of the examples', () => {
  it.each(workflows.map((each) => [each.name, each] as const))(
    '%s is the golden one',
    async (name, workflow) => {
      await expect(printPlan(workflow.plan())).toMatchFileSnapshot(`golden/${name}.json`);
      expect(
        validate(JSON.parse(printPlan(workflow.plan()))).filter(
          (each) => each.severity === 'error',
        ),
      ).toEqual([]);
    },
  );

  it('are the same bytes when the source is evaluated again', async () => {
    vi.resetModules();
    const source: readonly unknown[] = [
      ...Object.values(await import('./examples/automations.ts')),
      ...Object.values(await import('./examples/flows.ts')),
    ];
    const again = source.filter(isWorkflow);
    expect(again[0]).not.toBe(workflows[0]);
    expect(again.map((each) => printPlan(each.plan()))).toEqual(
      workflows.map((each) => printPlan(each.plan())),
    );
  });
});
