import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Project, project } from '../project.ts';
import { bundledCommand } from './bundled-command.ts';
import { runHere, runThere } from './compare-runs.ts';
import { automationText, randomJobs } from './random-automation.ts';
import { projectFile, SAMPLES } from './sample-project.ts';

let commands: string;
beforeAll(() => {
  commands = bundledCommand();
});
afterAll(() => rmSync(commands, { recursive: true, force: true }));

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-machines-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function generated(automations: Readonly<Record<string, string>>): Promise<Project> {
  const made = project({ 'sluice.ts': projectFile(automations) });
  const { code, stderr } = await made.sluice(['gha', 'generate']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return made;
}

describe('a generated file does on GitHub what the command does here', () => {
  test.each([
    ['values', {}, true],
    ['values', { word: "an 'other' $WORD", loud: 'true' }, true],
    ['failures', {}, false],
    ['legs', {}, false],
  ] as const)('%s %j', async (name, inputs, ok) => {
    const made = await generated({ [name]: SAMPLES[name] ?? '' });
    const request = {
      folder: made.folder,
      commands,
      name,
      inputs,
      secrets: { TOKEN: 's3cret-token' },
    };
    const here = await runHere(request);
    const there = await runThere(request, scratch());
    expect(Object.keys(here.steps).length, here.log).toBeGreaterThan(1);
    expect(there.steps, there.log).toEqual(here.steps);
    expect([here.ok, there.ok]).toEqual([ok, ok]);
    expect(there.log).not.toContain('s3cret-token');
  });

  test('lists of legs and turns', { timeout: 300_000 }, async () => {
    const made = await generated({ lists: SAMPLES['lists'] ?? '' });
    const request = { folder: made.folder, commands, name: 'lists', inputs: {} };
    const here = await runHere(request);
    const there = await runThere(request, scratch());
    expect([here.ok, there.ok], here.log + there.log).toEqual([true, true]);
    expect(JSON.parse(here.steps['tell']!.outputs['all']!)[0]).toMatchObject({
      counts: [3, 3],
      turns: ['success', 'success'],
      empty: [],
    });
    expect(there.steps['tell'], there.log).toEqual(here.steps['tell']);
  });

  test('random automations', { timeout: 300_000 }, async () => {
    const drawn = fc.sample(randomJobs, { numRuns: 4, seed: 20261121 });
    const automations = Object.fromEntries(
      drawn.map((jobs, index) => [`random${index}`, automationText(`random${index}`, jobs)]),
    );
    const made = await generated(automations);
    for (const name of Object.keys(automations)) {
      const request = { folder: made.folder, commands, name, inputs: {} };
      const here = await runHere(request);
      const there = await runThere(request, scratch());
      expect(there.steps, `${automations[name]}\n${there.log}`).toEqual(here.steps);
      expect(there.ok).toBe(here.ok);
    }
  });
});
