/** Parent, child by saved name, grandchild written out: here, and on machines that have the repository and nobody's home. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { project } from '../project.ts';
import { bundledCommand } from './bundled-command.ts';
import { runHere, runThere } from './compare-runs.ts';
import { NASTY } from './sample-project.ts';

const SAVED = `
const inner = flow({
  name: 'inner',
  inputs: z.object({ word: z.string() }),
  steps({ shell }, { word }) {
    const counted = shell('count', sh\`printf 'length=%s' "$(printf '%s' \${word} | wc -c)" >> "$GITHUB_OUTPUT"\`, { outputs: { length: z.number() } });
    return { length: counted.output('length') };
  },
});
const measure = flow({
  name: 'measure',
  inputs: z.object({ word: z.string().default('none'), times: z.number().default(2), ref: z.array(z.string()).default([]) }),
  steps({ call, shell }, { word, times, ref }) {
    const counted = call(inner, { word });
    const said = shell('say', sh\`printf 'text<<END\\\\n%s%s%s\\\\nEND\\\\n' \${word} \${times} \${ref.at(0)} >> "$GITHUB_OUTPUT"\`, { outputs: ['text'] });
    return { length: counted.output('length'), text: said.output('text') };
  },
});
const series = automation({
  name: 'series',
  inputs: z.object({ word: z.string() }),
  jobs({ job, inputs }) {
    const one = job.callSaved('measure', { inputs: { word: inputs.word } });
    const two = job(work, { inputs: { said: one.output('text') } });
    return { heard: two.output('heard'), length: one.output('length') };
  },
});`;

const PARENT = `
const parent = automation({
  name: 'parent',
  inputs: z.object({ word: z.string().default(NASTY) }),
  jobs({ job, inputs }) {
    const one = job.callSaved('measure', { inputs: { word: inputs.word, times: 3, ref: [inputs.word] } });
    const all = job.callSaved('series', { inputs: { word: inputs.word } });
    const off = job(work, { when: inputs.word.eq('never') });
    const rest = job.callSaved('measure', { id: 'rest', needs: [off], when: status.always, inputs: { word: off.output('heard') } });
    job(tell, { when: status.notFailed, inputs: { facts: { one: one.output('length'), text: one.output('text'), heard: all.output('heard'), length: all.output('length'), none: rest.output('text') } } });
  },
});`;

const file = (definitions: string, commands: string, automations: string): string => `
import { app, automation, flow, setup, sh, status, task } from '@sluice/core';
import { z } from 'zod';
const NASTY = ${JSON.stringify(NASTY.replace('\\n', '\n'))};
const work = task({
  name: 'work',
  inputs: z.object({ said: z.string().default('') }),
  outputs: ['heard'],
  run: ({ inputs }) => ({ heard: '<' + inputs.said + '>' }),
});
const tell = task({
  name: 'tell',
  inputs: z.object({ facts: z.record(z.string(), z.unknown()) }),
  outputs: ['all'],
  run: ({ inputs }) => ({ all: JSON.stringify(inputs.facts) }),
});
${definitions}
export default app({
  entryPoint: 'sluice',
  bootstrap: [setup.checkout(), setup.node()],
  commands: { Work: [work, tell${commands}] },
  automations: [${automations}],
});`;

test('what jobs run by a saved name', { timeout: 120_000 }, async () => {
  const commands = bundledCommand();
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-machines-'));
  onTestFinished(() => {
    rmSync(commands, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  });
  const made = project({ 'sluice.ts': file(SAVED, ', measure', 'series') });
  const home = { env: { SLUICE_HOME: join(made.folder, 'home') } };
  for (const name of ['measure', 'series']) {
    expect(await made.sluice(['save', name], home)).toMatchObject({ code: 0 });
  }
  writeFileSync(join(made.folder, 'sluice.ts'), file(PARENT, '', 'parent'));
  expect(await made.sluice(['gha', 'generate'], home)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('sluice workflows vendor'),
  });
  expect(await made.sluice(['workflows', 'vendor'], home)).toMatchObject({ code: 0 });
  rmSync(join(made.folder, 'home'), { recursive: true });
  expect(await made.sluice(['gha', 'generate'])).toMatchObject({ code: 0 });

  const request = { folder: made.folder, commands, name: 'parent', inputs: {} };
  const here = await runHere(request);
  const there = await runThere(request, scratch);
  expect([here.ok, there.ok], here.log + there.log).toEqual([true, true]);
  const word = NASTY.replace('\\n', '\n');
  expect(JSON.parse(here.steps['tell']!.outputs['all']!)).toEqual({
    one: word.length,
    text: `${word}3${word}`,
    heard: `<${word}2>`,
    length: word.length,
    none: 'none2',
  });
  expect(there.steps['tell'], there.log).toEqual(here.steps['tell']);
  expect(there.steps['measure']?.outputs).toEqual({
    length: String(word.length),
    text: `${word}3${word}`,
  });
});
