/** What a run gives: printed here, and left in an artifact by machines of GitHub. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWorkflow } from '@sluice/github-host';
import { expect, onTestFinished, test } from 'vitest';
import { project } from '../project.ts';
import { bundledCommand } from './bundled-command.ts';
import { NASTY, projectFile } from './sample-project.ts';

const GIVES = `
const gives = automation({
  name: 'gives',
  inputs: z.object({ word: z.string().default(NASTY) }),
  jobs({ job, inputs }) {
    const made = job(make, { inputs: { word: inputs.word } });
    const cells = matrix({ word: ['a', "it's"] });
    const legs = job.each(cells, work, { inputs: { said: cells.get('word') } });
    const counted = job(count, { inputs: { word: inputs.word } });
    return {
      text: made.output('text'), count: made.output('count'), ready: made.output('ready'), list: made.output('list'),
      record: made.output('record'), first: made.output('list').at(0), heard: legs.outputs('heard'),
      length: counted.output('length'), word: inputs.word,
    };
  },
});`;

test('outputs of a run', { timeout: 120_000 }, async () => {
  const commands = bundledCommand();
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-machines-'));
  onTestFinished(() => {
    rmSync(commands, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  });
  const made = project({ 'sluice.ts': projectFile({ gives: GIVES }) });
  expect(await made.sluice(['gha', 'generate'])).toMatchObject({ code: 0 });
  const here = await made.sluice(['--json', 'gives']);
  const ended = await runWorkflow({
    checkout: made.folder,
    file: '.github/workflows/gives.yml',
    scratch,
    event: { name: 'workflow_dispatch' },
    inputs: {},
    path: [commands],
  });
  const last = JSON.parse(here.stdout.trimEnd().split('\n').at(-1)!) as {
    readonly outcome: { readonly outputs: object };
  };
  const { outputs } = last.outcome;
  expect(outputs).toMatchObject({ text: NASTY.replace('\\n', '\n'), heard: ['<a>', "<it's>"] });
  const folder = ended.artifacts['sluice--outputs'];
  expect(folder, ended.log).toBeDefined();
  expect(JSON.parse(readFileSync(join(folder!, 'outputs.json'), 'utf8'))).toEqual(outputs);
});
