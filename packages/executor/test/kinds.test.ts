/** The kinds of step that come with Sluice, and one of a user's own, run by an engine. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Json, PlanStep } from '@sluice/core/plan';
import { validate } from '@sluice/core/plan';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { builtInStepTypes, defineStepType, knownStepTypes, type StepType } from '../src/kinds.ts';
import { type Finished, machine } from './support/machine.ts';

const step = (kind: string, inputs: Json, more: object = {}): PlanStep =>
  ({ id: 'it', run: { kind, inputs }, ...more }) as unknown as PlanStep;

const machineWith = (...more: StepType[]) =>
  machine({ ports: { runners: [...builtInStepTypes, ...more] } });

const failure = ({ outcome }: Finished): string =>
  outcome.status === 'failed' ? `${outcome.error.code}: ${outcome.error.message}` : outcome.status;

describe('echo', () => {
  test('says its message, and hands it on as it is', async () => {
    await using m = await machineWith();
    const said = await m.run([step('echo', { message: 'one\ntwo' })]);
    expect(await said.log('it')).toEqual(['one', 'two']);
    expect(said.outputs('it')).toEqual({ message: 'one\ntwo' });
    const json = await m.run([step('echo', { message: { a: [1, null] } })]);
    expect(await json.log('it')).toEqual(['{"a":[1,null]}']);
    expect(json.outputs('it')).toEqual({ message: { a: [1, null] } });
  });
});

describe('files', () => {
  test('are written and read in the folder of the run', async () => {
    await using m = await machineWith();
    const ran = await m.run([
      { ...step('write-file', { path: 'a/b.txt', content: 'é' }), id: 'one' },
      {
        ...step('write-file', { path: 'a/b.txt', content: '!', append: true }),
        id: 'two',
        needs: ['one'],
      },
      { ...step('read-file', { path: 'a/b.txt' }), id: 'three', needs: ['two'] },
      {
        ...step('read-file', { path: 'a/b.txt', encoding: 'base64' }),
        id: 'four',
        needs: ['two'],
      },
      { ...step('write-file', { path: 'c.json', content: { x: 1 } }), id: 'five' },
    ]);
    expect(failure(ran)).toBe('completed');
    expect(ran.outputs('three')).toEqual({ content: 'é!', bytes: 3 });
    expect(ran.outputs('four')).toEqual({ content: 'w6kh', bytes: 3 });
    expect(ran.outputs('five')).toEqual({ path: join(m.folder, 'c.json'), bytes: 13 });
    expect(await readFile(join(m.folder, 'c.json'), 'utf8')).toBe('{\n  "x": 1\n}\n');
  });

  test('that lead out of the folder are refused, by whatever way', async () => {
    await using m = await machineWith();
    await using other = await machineWith();
    await writeFile(join(other.folder, 'secret'), 's');
    await symlink(other.folder, join(m.folder, 'link'));
    await symlink(join(other.folder, 'secret'), join(m.folder, 'file'));
    const paths = ['../x', 'a/../../x', join(other.folder, 'secret'), 'link/secret', 'file', ''];
    for (const path of paths) {
      for (const kind of ['read-file', 'write-file']) {
        const inputs = kind === 'read-file' ? { path } : { path, content: 'x' };
        const ran = await m.run([step(kind, inputs)]);
        expect([path, kind, failure(ran)]).toEqual([
          path,
          kind,
          `INPUT_INVALID: \`${path}\` is not a file in \`${m.folder}\`.`,
        ]);
      }
    }
    expect(await readFile(join(other.folder, 'secret'), 'utf8')).toBe('s');
    // A plan may name another folder; the path stays in that one.
    const read = await m.run([step('read-file', { root: other.folder, path: 'secret' })]);
    expect(read.outputs('it')).toMatchObject({ content: 's' });
  });

  test('that are not there, too large, or folders say so', async () => {
    await using m = await machineWith();
    await mkdir(join(m.folder, 'folder'));
    await writeFile(join(m.folder, 'large'), 'x'.repeat(100));
    const read = async (inputs: Json) => failure(await m.run([step('read-file', inputs)]));
    expect(await read({ path: 'nope' })).toContain('`nope` cannot be read: it is not there.');
    expect(await read({ path: 'large', maxBytes: 99 })).toContain('has 100 bytes, more than 99.');
    expect(failure(await m.run([step('write-file', { path: 'folder', content: '' })]))).toContain(
      '`folder` cannot be written: it is a folder.',
    );
  });
});

describe('http', () => {
  /** A server on this machine that is closed when the test has ended. */
  async function server(
    answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
  ): Promise<string> {
    const made = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      answer(request, response, body);
    });
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      made.closeAllConnections();
      made.close();
    });
    return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
  }
  const ask = async (inputs: Json, env?: Record<string, string>): Promise<Finished> => {
    await using m = await machineWith();
    return m.run([step('http', inputs, env === undefined ? {} : { env })]);
  };

  test('gives the answer, as text and as JSON', async () => {
    const url = await server((request, response, body) => {
      response.setHeader('x-seen', String(request.headers['content-type']));
      response.end(JSON.stringify({ method: request.method, body }));
    });
    const got = await ask({ url });
    expect(got.outputs('it')).toMatchObject({ status: 200, json: { method: 'GET', body: '' } });
    const posted = await ask({ url, method: 'POST', body: { a: 1 } });
    expect(posted.outputs('it')).toMatchObject({
      headers: { 'x-seen': 'application/json' },
      json: { method: 'POST', body: '{"a":1}' },
    });
  });

  test('fails by status, unless it is told to go on', async () => {
    const url = await server((_, response) => {
      response.statusCode = 404;
      response.end('no such thing');
    });
    expect(failure(await ask({ url }))).toBe(`EXEC_FAILED: \`${url}\` answered 404: no such thing`);
    expect((await ask({ url, failOnStatus: false })).outputs('it')).toMatchObject({
      status: 404,
      json: null,
    });
  });

  test('ends in time and in size', async () => {
    const slow = await server(() => undefined);
    expect(failure(await ask({ url: slow, timeoutMs: 50 }))).toBe(
      `EXEC_FAILED: \`${slow}\` did not answer within 50 ms.`,
    );
    const endless = await server((_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)) && !response.destroyed);
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(failure(await ask({ url: endless, maxBytes: 100_000 }))).toBe(
      'EXEC_FAILED: The answer has more than 100000 bytes.',
    );
  });

  test('talks to hosts on its list only, and to every list', async () => {
    let asked = 0;
    const url = await server((_, response) => {
      asked++;
      response.end();
    });
    const host = new URL(url).host;
    for (const allow of [[host], ['127.0.0.1'], ['other.test', '127.0.0.1']]) {
      expect(failure(await ask({ url, allow }))).toBe('completed');
    }
    expect(asked).toBe(3);
    const refused = `EXEC_FAILED: \`${host}\` is not a host that this step may talk to.`;
    for (const allow of [[], ['other.test'], ['*.0.0.1.test'], ['127.0.0.1:1']]) {
      expect(failure(await ask({ url, allow }))).toBe(refused);
    }
    expect(failure(await ask({ url }, { SLUICE_HTTP_ALLOW: 'other.test' }))).toBe(refused);
    expect(failure(await ask({ url, allow: [host] }, { SLUICE_HTTP_ALLOW: 'a.test' }))).toBe(
      refused,
    );
    expect(asked).toBe(3);
  });

  test('follows a redirect to another host only where its list says so, without what was meant for the first', async () => {
    let seen: string | undefined = 'not asked';
    const other = await server((request, response) => {
      seen = request.headers.authorization;
      response.end('there');
    });
    const url = await server((request, response) => {
      expect(request.headers.authorization).toBe('Bearer t');
      response.writeHead(302, { location: request.url === '/loop' ? '/loop' : other }).end();
    });
    const headers = { authorization: 'Bearer t' };
    expect(failure(await ask({ url, headers }))).toContain(
      `\`${new URL(other).host}\` is not a host`,
    );
    expect(seen).toBe('not asked');
    const followed = await ask({ url, headers, allow: ['127.0.0.1'] });
    expect([failure(followed), seen]).toEqual(['completed', undefined]);
    expect(failure(await ask({ url: `${url}/loop`, headers }))).toContain('more than 5 times');
  });

  test('sends a secret from the environment, and keeps it out of the history', async () => {
    const url = await server((request, response) => {
      response.end(request.headers.authorization === 'Bearer hush-hush' ? 'right' : 'wrong');
    });
    await using m = await machine({
      ports: { runners: builtInStepTypes },
      secrets: { TOKEN: 'Bearer hush-hush' },
    });
    const ran = await m.run([
      step(
        'http',
        { url, headerVariables: { authorization: 'TOKEN' } },
        { secrets: ['TOKEN'], env: { TOKEN: '${{ secrets.TOKEN }}' } },
      ),
    ]);
    expect(ran.outputs('it')).toMatchObject({ body: 'right' });
    expect(JSON.stringify(ran.events)).not.toContain('hush-hush');
  });

  test('says what is wrong with an address', async () => {
    for (const url of ['nonsense', 'file:///etc/passwd', 'ftp://a.test']) {
      expect(failure(await ask({ url }))).toBe(
        `EXEC_FAILED: \`${url}\` is not an address of http or https.`,
      );
    }
  });
});

describe('a kind of step of one’s own', () => {
  const double = defineStepType({
    kind: 'double',
    inputs: z.object({ n: z.number(), times: z.number().default(2) }),
    outputs: { n: { type: 'number' } },
    run: ({ inputs, log }) => {
      log(`${inputs.n} × ${inputs.times}`);
      return { n: inputs.n * inputs.times };
    },
  });

  test('is given checked values of the types that its schema says', async () => {
    await using m = await machineWith(double);
    const ran = await m.run([
      { ...step('double', { n: 4 }), id: 'a' },
      { ...step('double', { n: '${{ steps.a.outputs.n }}', times: 3 }), id: 'b', needs: ['a'] },
    ]);
    expect(ran.outputs('b')).toEqual({ n: 24 });
    expect(await ran.log('b')).toEqual(['8 × 3']);
    const wrong = await m.run([step('double', { n: 'x' })]);
    expect(failure(wrong)).toMatch(
      /^INPUT_INVALID: The inputs of the `double` step do not fit: `n`/,
    );
  });

  test('is known to `validate`: its kind, what it takes and what it gives', () => {
    const known = knownStepTypes([...builtInStepTypes, double]);
    const found = (...steps: PlanStep[]) =>
      validate(
        { irVersion: 1, kind: 'flow', name: 'p', inputs: {}, outputs: {}, on: [], steps },
        known,
      ).map(({ code, message, hint }) => [code, message, hint]);
    expect(found(step('double', { n: 1 }))).toEqual([]);
    expect(
      found(
        { ...step('double', { m: 1 }), id: 'a' },
        { ...step('echo', { message: '${{ steps.a.outputs.m }}' }), id: 'b', needs: ['a'] },
        { ...step('doubel', {}), id: 'c' },
      ),
    ).toEqual([
      ['INPUT_INVALID', 'There is no input `m`.', 'Did you mean `n`?'],
      ['INPUT_INVALID', 'The input `n` is missing.', 'Give `n`.'],
      ['WORKFLOW_INVALID', 'There is no kind of step `doubel`.', 'Did you mean `double`?'],
      ['OUTPUT_UNDECLARED', 'The step `a` has no output `m`.', 'Did you mean `n`?'],
    ]);
  });
});
