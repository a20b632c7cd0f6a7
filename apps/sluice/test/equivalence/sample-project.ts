/** The files of a project whose automations show every kind of success, failure, skip, leg and condition. */

/** `sluice.ts` around automations that are given as text. */
export function projectFile(automations: Readonly<Record<string, string>>): string {
  return [
    "import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';",
    "import { readFile } from 'node:fs/promises';",
    "import { app, artifact, automation, flow, matrix, setup, sh, status, task } from '@sluice/core';",
    "import { z } from 'zod';",
    TASKS,
    ...Object.values(automations),
    `export default app({
  entryPoint: 'sluice',
  bootstrap: [setup.checkout(), setup.node()],
  commands: { Work: [make, take, work] },
  automations: [${Object.keys(automations).join(', ')}],
});`,
  ].join('\n');
}

/** What no shell and no file may change. */
export const NASTY = `a b'; $(touch X) "\\n line2`;

const TASKS = `
const NASTY = ${JSON.stringify(NASTY.replace('\\n', '\n'))};

const make = task({
  name: 'make',
  inputs: z.object({ word: z.string().default(NASTY) }),
  outputs: { text: z.string(), none: z.string(), count: z.number(), ready: z.boolean(), list: z.array(z.string()), record: z.object({ a: z.number().nullable() }) },
  artifacts: ['wheel', 'folder'],
  async run({ inputs, saveArtifact }) {
    // Steps of a local run share one checkout: each leg has a folder of its own.
    const out = mkdtempSync('out ');
    mkdirSync(out + '/deep er');
    writeFileSync(out + '/my wheel.txt', inputs.word);
    writeFileSync(out + '/deep er/one', '1');
    writeFileSync(out + '/.hidden', 'h');
    await saveArtifact('wheel', out + '/my wheel.txt');
    await saveArtifact('folder', out);
    return { text: inputs.word, none: '', count: 3, ready: false, list: [inputs.word, ''], record: { a: null } };
  },
});

const take = task({
  name: 'take',
  inputs: z.object({
    text: z.string(), count: z.number(), ready: z.boolean(), list: z.array(z.string()),
    first: z.string(), wheel: artifact(), folder: artifact(),
  }),
  outputs: ['all'],
  secrets: ['TOKEN'],
  async run({ inputs, secret }) {
    const { wheel, folder, ...rest } = inputs;
    const files = [await readFile(wheel, 'utf8'), await readFile(folder + '/deep er/one', 'utf8'), wheel.split('/').at(-1)];
    return { all: JSON.stringify([rest, files, (await secret('TOKEN')).length]) };
  },
});

const work = task({
  name: 'work',
  inputs: z.object({ said: z.string().default(''), fail: z.boolean().default(false), legs: z.string().optional() }),
  outputs: ['heard'],
  run({ inputs }) {
    if (inputs.fail) throw new Error('asked to fail');
    return { heard: '<' + inputs.said + '>' };
  },
});

const tell = task({
  name: 'tell',
  inputs: z.object({ facts: z.record(z.string(), z.unknown()), wheels: z.array(artifact()) }),
  outputs: ['all'],
  async run({ inputs }) {
    const files = await Promise.all(inputs.wheels.map((wheel) => readFile(wheel, 'utf8')));
    return { all: JSON.stringify([inputs.facts, files]) };
  },
});

const nothing = task({ name: 'nothing', outputs: { items: z.array(z.string()) }, run: () => ({ items: [] }) });

const count = flow({
  name: 'count',
  inputs: z.object({ word: z.string() }),
  steps({ shell }, { word }) {
    const counted = shell('count', sh\`printf 'length=%s' "$(printf '%s' \${word} | wc -c)" >> "$GITHUB_OUTPUT"\`, { outputs: { length: z.number() } });
    return { length: counted.output('length') };
  },
});
`;

/** Automations by the name of their variable. */
export const SAMPLES: Readonly<Record<string, string>> = {
  values: `
const values = automation({
  name: 'values',
  inputs: z.object({ word: z.string().default(NASTY), loud: z.boolean().default(false) }),
  jobs({ job, inputs }) {
    const made = job(make, { inputs: { word: inputs.word } });
    job(take, { inputs: {
      text: made.output('text'), count: made.output('count'), ready: made.output('ready'),
      list: made.output('list'), first: made.output('list').at(0),
      wheel: made.artifact('wheel'), folder: made.artifact('folder'),
    } });
    job(work, { id: 'loud', inputs: { said: made.output('text') }, when: inputs.loud });
    job(work, { id: 'quiet', inputs: { said: inputs.word }, when: inputs.loud.not() });
    job(work, { id: 'exact', inputs: { said: "it's" }, when: made.output('text').eq(inputs.word) });
  },
});`,
  failures: `
const failures = automation({
  name: 'failures',
  jobs({ job }) {
    const good = job(work, { id: 'good', inputs: { said: '1' } });
    const bad = job(work, { id: 'bad', inputs: { fail: true }, needs: [good] });
    const soft = job(work, { id: 'soft', inputs: { fail: true }, continueOnError: true });
    const after = job(work, { id: 'after', needs: [bad] });
    const further = job(work, { id: 'further', needs: [after] });
    job(work, { id: 'beside', needs: [good], inputs: { said: good.output('heard') } });
    job(work, { id: 'softened', needs: [soft] });
    job(work, { id: 'soft-result', inputs: { said: soft.result }, when: status.always });
    job(work, { id: 'cleanup', needs: [further], when: status.always, inputs: { said: bad.result } });
    job(work, { id: 'alarm', needs: [further], when: status.failure });
    job(work, { id: 'calm', needs: [good], when: status.failure });
    job(work, { id: 'kept', needs: [after], when: status.notFailed });
  },
});`,
  legs: `
const legs = automation({
  name: 'legs',
  jobs({ job }) {
    const cells = matrix({ os: ['a', 'b'], node: [1, 2] }, { exclude: [{ os: 'a', node: 2 }], include: [{ os: 'c', node: 3 }], failFast: false });
    job.each(cells, work, { id: 'every', inputs: { said: cells.get('os'), fail: cells.get('os').eq('b') } });
    const fine = matrix({ word: ['x y', "it's"] });
    job.each(fine, make, { id: 'fine', inputs: { word: fine.get('word') } });
  },
});`,
  lists: `
const lists = automation({
  name: 'lists',
  inputs: z.object({ loud: z.boolean().default(true) }),
  jobs({ job, inputs }) {
    const cells = matrix({ word: ["it's", NASTY] });
    const fine = job.each(cells, make, { id: 'fine', inputs: { word: cells.get('word') } });
    const first = job(make);
    const none = job(nothing);
    const one = job.forEach('one', { over: first.output('list') }, (job, word) => {
      const counted = job(count, { inputs: { word } });
      return { length: counted.output('length'), word };
    });
    const two = job.forEach('two', { over: first.output('list'), needs: [none] }, (job, word, { index }) => {
      const heard = job(work, { id: 'hear', inputs: { said: word } });
      const again = job(work, { id: 'again', inputs: { said: heard.output('heard') }, when: index.eq(0).and(inputs.loud) });
      return { heard: heard.output('heard'), again: again.output('heard') };
    });
    const empty = job.forEach('empty', { over: none.output('items') }, (job, said) => {
      const heard = job(work, { id: 'heard', inputs: { said } });
      return { heard: heard.output('heard') };
    });
    job(tell, { inputs: {
      wheels: fine.artifacts('wheel'),
      facts: {
        texts: fine.outputs('text'), counts: fine.outputs('count'), results: fine.results,
        lengths: one.output('length'), words: one.output('word'), turns: one.output('results'),
        heard: two.output('heard'), again: two.output('again'), empty: empty.output('heard'),
      },
    } });
  },
});`,
};
