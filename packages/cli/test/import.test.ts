import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { session } from './support/session.ts';

const nodes = (url: string): object => ({
  ir_version: '0.1.0',
  nodes: [
    { id: 'ask', type: 'http', params: { url: '${url}', params: { who: '$who' } } },
    { id: 'shape', type: 'shell', params: { command: "printf '%s' '${ask.response.said}'" } },
    {
      id: 'write_it',
      type: 'write-file',
      params: { file_path: 'out.txt', content: '${shape.stdout}' },
    },
    { id: 'read', type: 'read-file', params: { file_path: 'out.txt' } },
    {
      id: 'child',
      type: 'workflow',
      params: {
        workflow_ir: {
          ir_version: '0.1.0',
          nodes: [{ id: 'say', type: 'echo', params: { message: 'child got ${text}' } }],
          edges: [],
          inputs: { text: { type: 'str' } },
          outputs: { said: { source: '${say.echo}' } },
        },
        param_mapping: { text: '${read.content}' },
      },
    },
    {
      id: 'letters',
      type: 'echo',
      params: { message: '${letter}' },
      batch: { items: ['a', 'b'], as: 'letter' },
    },
  ],
  edges: ['ask', 'shape', 'write_it', 'read', 'child'].map((from, at, all) => ({
    from,
    to: all[at + 1] ?? 'letters',
  })),
  inputs: { who: { type: 'str' }, url: { type: 'str', default: url } },
  outputs: {
    said: { source: '${child.said}' },
    second: { source: '${letters.results[1].echo}' },
  },
});

async function server(): Promise<string> {
  const made = createServer((request, response) => {
    const who = new URL(request.url ?? '', 'http://x').searchParams.get('who');
    response.end(JSON.stringify({ said: `it's ${who}` }));
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    made.closeAllConnections();
    made.close();
  });
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

test('nodes and edges run as they are, by name once saved, and as the plan that is written', async () => {
  const { sluice } = session({ 'flow.json': nodes(await server()) });
  const said = { code: 0, stdout: "said: child got it's Ada\nsecond: b\n" };
  expect(await sluice(['run', 'flow.json', 'who=Ada'])).toMatchObject(said);
  expect(await sluice(['validate', 'flow.json'])).toMatchObject({ code: 0 });
  expect(await sluice(['save', 'flow.json', '--name=asked'])).toMatchObject({ code: 0 });
  expect(await sluice(['run', 'asked', 'who=Ada'])).toMatchObject(said);
  expect(await sluice(['import', 'flow.json', '--output=plan.yaml'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'Wrote plan.yaml\n',
  });
  expect(await sluice(['run', 'plan.yaml', 'who=Ada'])).toMatchObject(said);
  expect((await sluice(['import', 'flow.json', '--output=plan.yaml'])).stderr).toContain(
    '`plan.yaml` is there already.',
  );
  expect((await sluice(['import', 'plan.yaml'])).stderr).toContain(
    'is no workflow of nodes and edges',
  );
});

test('what cannot be expressed is said by every command, and what can is not lost', async () => {
  const flow = {
    nodes: [
      { id: 'a', type: 'git-commit', params: { message: '${who}' } },
      { id: 'b', type: 'echo', params: { message: '${a.sha}', count: 2 } },
    ],
    edges: [{ from: 'a', to: 'b', action: 'again' }],
    inputs: { who: {} },
  };
  const { sluice, read } = session({ 'flow.json': JSON.stringify(flow, null, 2) });
  const run = await sluice(['run', 'flow.json', 'who=Ada']);
  expect(run.stderr).toMatchInlineSnapshot(`
    "error[WORKFLOW_INVALID]: \`a\`: steps succeed or fail; the action \`again\` cannot
      be expressed.
      at flow.json:23:17 /edges/0/action
      hint: Give the next step a condition on an output.
    error[WORKFLOW_INVALID]: \`b\`: \`echo\` says its message once.
      at flow.json:15:18 /nodes/1/params/count
    error[WORKFLOW_INVALID]: There is no kind of step \`git-commit\`.
      at flow.json:3:5 /nodes/0
      hint: Register \`git-commit\`, or use a built-in kind.
    "
  `);
  expect(run).toMatchObject({ code: 2, stdout: '' });
  for (const command of ['validate', 'save', 'export']) {
    expect(await sluice([command, 'flow.json'])).toEqual(run);
  }
  const imported = await sluice(['import', 'flow.json', '--output=plan.json']);
  expect(imported).toEqual({ ...run, stderr: `${run.stderr}Wrote plan.json\n` });
  expect(JSON.parse(read('plan.json'))).toMatchObject({
    steps: [
      { id: 'a', run: { kind: 'git-commit' } },
      { id: 'b', needs: ['a'] },
    ],
  });
});

test('export prints the canonical form, and reading it gives the same plan', async () => {
  const plan = { name: 'short', steps: [{ id: 'a', run: 'echo hello' }] };
  const { sluice, read } = session({ 'short.json': plan });
  await sluice(['save', 'short.json']);
  const json = await sluice(['export', 'short']);
  expect(JSON.parse(json.stdout)).toMatchObject({ irVersion: 1, kind: 'flow', name: 'short' });
  const yaml = await sluice(['export', 'short', '--format=yaml']);
  expect(yaml.stdout).toContain('irVersion: 1\n');
  expect((await sluice(['export', 'short', '--output=copy.yml'])).stderr).toBe('Wrote copy.yml\n');
  expect(read('copy.yml')).toBe(yaml.stdout);
  expect(await sluice(['export', 'copy.yml'])).toMatchObject({ stdout: json.stdout });
  expect((await sluice(['export', 'short', '--format=toml'])).stderr).toContain(
    '`toml` is not a format of plans.',
  );
});
