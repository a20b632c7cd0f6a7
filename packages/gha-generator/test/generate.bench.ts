/** Generating and checking a large project, against what the `yaml` package alone takes to print the same documents. */
import { app, automation, type Job, task } from '@sluice/core';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { findDrift, generate } from '../src/index.ts';

const AUTOMATIONS = 100;
const JOBS = 20;
const AT_MOST = 3;

const work = task({
  name: 'work',
  inputs: z.object({ from: z.string().optional(), loud: z.boolean().default(false) }),
  outputs: ['result'],
  secrets: ['TOKEN'],
  run: () => ({ result: '' }),
});

const project = app({
  entryPoint: 'npx sluice',
  commands: { Work: [work] },
  automations: Array.from({ length: AUTOMATIONS }, (_, at) =>
    automation({
      name: `automation-${at}` as string,
      inputs: z.object({ loud: z.boolean().default(false) }),
      jobs({ job, inputs }) {
        let last: Job<{ result: string }> | undefined;
        for (let count = 0; count < JOBS; count++) {
          last = job(work, {
            id: `job-${count}`,
            inputs: { loud: inputs.loud, ...(last && { from: last.output('result') }) },
            when: inputs.loud.not(),
          });
        }
      },
    }),
  ),
});

test(`${AUTOMATIONS} automations of ${JOBS} jobs`, { timeout: 120_000 }, () => {
  const { files } = generate(project);
  expect(files).toHaveLength(AUTOMATIONS + 1);
  const documents = files.map(({ content }) => parse(content) as unknown);
  const existing = Object.fromEntries(files.map(({ path, content }) => [path, content]));
  const floor = best(() => documents.map((each) => stringify(each, { lineWidth: 0 })));
  const generated = best(() => generate(project));
  const checked = best(() => findDrift('sluice.ts', generate(project).files, existing));
  const said = (name: string, time: number): string =>
    `${name}: ${time.toFixed(0)} ms, ratio ${(time / floor).toFixed(2)} (at most ${AT_MOST})`;
  console.log(`floor, yaml alone: ${floor.toFixed(0)} ms`);
  console.log(said('generate', generated));
  console.log(said('check', checked));
  expect(Math.max(generated, checked) / floor).toBeLessThanOrEqual(AT_MOST);
});

/** The best of some turns, in milliseconds: the others tell about the machine. */
function best(run: () => unknown): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 5; turn++) {
    const start = performance.now();
    run();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}
