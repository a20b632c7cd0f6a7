import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWorkflow } from '@sluice/github-host';
import { expect, onTestFinished, test } from 'vitest';
import { project } from '../project.ts';
import { bundledCommand } from './bundled-command.ts';

const FLOW = `
import { app, flow, on, setup, sh, status } from '@sluice/core';
import { z } from 'zod';

const steps = flow({
  name: 'steps',
  inputs: z.object({ word: z.string().default("it's") }),
  on: on.dispatch(),
  steps({ shell }, { word }) {
    const good = shell('good', sh\`printf 'length=%s' "$(printf '%s' \${word} | wc -c)" >> "$GITHUB_OUTPUT"\`, { outputs: { length: z.number() } });
    const soft = shell('soft', 'exit 3', { continueOnError: true });
    shell('softened', 'true', { needs: [soft] });
    const small = shell('small', 'true', { when: good.output('length').lt(3) });
    shell('after-small', 'true', { needs: [small] });
    shell('large', 'true', { when: good.output('length').ge(3) });
    const bad = shell('bad', 'exit 4', { needs: [good] });
    shell('after-bad', 'true', { needs: [bad] });
    shell('beside', sh\`echo \${word}\`, { needs: [good] });
    shell('alarm', 'true', { needs: [bad], when: status.failure });
    shell('calm', 'true', { needs: [good], when: status.failure });
    shell('cleanup', 'true', { needs: [bad], when: status.always });
  },
});

export default app({ entryPoint: 'sluice', bootstrap: [setup.checkout(), setup.node()], commands: { Work: [steps] } });
`;

test('the job of a flow does on GitHub what the flow does here', { timeout: 300_000 }, async () => {
  const commands = bundledCommand();
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-machines-'));
  onTestFinished(() => {
    rmSync(commands, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  });
  const made = project({ 'sluice.ts': FLOW });
  expect(await made.sluice(['gha', 'generate'])).toMatchObject({ code: 0 });

  const here = await made.sluice(['--json', 'steps']);
  const words = {
    'step-completed': 'success',
    'step-failed': 'failure',
    'step-skipped': 'skipped',
  };
  const local = here.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly type: keyof typeof words; readonly step: string })
    .filter(({ type }) => type in words)
    .map(({ type, step }) => [step, words[type]]);

  const ended = await runWorkflow({
    checkout: made.folder,
    file: '.github/workflows/steps.yml',
    scratch,
    event: { name: 'workflow_dispatch' },
    inputs: {},
    path: [commands],
  });
  const there = ended.jobs['steps']!.legs[0]!.steps.flatMap(({ id, outcome }) => {
    const [, step] = /^step_\d+_(.+)$/.exec(id ?? '') ?? [];
    return step === undefined ? [] : [[step, outcome]];
  });
  expect(local).toHaveLength(12);
  expect(Object.fromEntries(there), ended.log).toEqual(Object.fromEntries(local));
  expect([here.code, ended.result]).toEqual([1, 'failure']);
});
