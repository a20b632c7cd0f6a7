/** Workflows of nodes and edges as plans: what each part becomes, and what is told of the rest. */
import type { Diagnostic, Json, Plan } from '@sluice/core/plan';
import { WorkflowError } from '@sluice/core/plan';
import { describe, expect, test } from 'vitest';
import { parseImport, parsePlanText } from '../src/index.ts';

type Node = Readonly<Record<string, Json>>;

async function read(
  nodes: readonly Node[],
  more: Readonly<Record<string, Json>> = {},
): Promise<{ plan: Plan; warnings: readonly string[] }> {
  const warnings: string[] = [];
  const json = { ir_version: '0.1.0', nodes, edges: [], ...more };
  const plan = await parsePlanText(JSON.stringify(json), '/x/my_flow.json', undefined, (each) =>
    warnings.push(each.message),
  );
  return { plan, warnings };
}
async function refused(
  nodes: readonly Node[],
  more: Readonly<Record<string, Json>> = {},
): Promise<readonly (readonly [string, string | undefined])[]> {
  const error: unknown = await read(nodes, more).catch((reason: unknown) => reason);
  if (!WorkflowError.is(error)) throw new Error('It was not refused.', { cause: error });
  return error.diagnostics.map((each: Diagnostic) => [each.message, each.path?.join('/')]);
}
const echo = (message: Json, id = 'say'): Node => ({ id, type: 'echo', params: { message } });
const source = { id: 'first', type: 'shell', params: { command: 'true' } };
const after = [{ from: 'first', to: 'say' }];
const who = { who: { type: 'str' }, list: { type: 'list', required: false } };

/** What a message becomes after the node `first`, in a workflow with the inputs `who` and `list`. */
async function message(text: Json): Promise<Json | undefined> {
  const { plan } = await read([source, echo(text)], { edges: after, inputs: who });
  return (plan.steps[1]!.run as unknown as { inputs: { message: Json } }).inputs.message;
}

describe('references', () => {
  test.each<[Json, Json]>([
    ['${who}', '${{ inputs.who }}'],
    ['$who', '${{ inputs.who }}'],
    ['Hello $who!', 'Hello ${{ inputs.who }}!'],
    ['${list[0].a-b}', '${{ inputs.list[0].a-b }}'],
    ['${who.name}', '${{ fromJSON(inputs.who).name }}'],
    ['${first.stdout}', '${{ steps.first.outputs.stdout }}'],
    ['${first.exit_code} of ${who}', '${{ steps.first.outputs.exitCode }} of ${{ inputs.who }}'],
    ['${first.stdout.a[1]}', '${{ fromJSON(steps.first.outputs.stdout).a[1] }}'],
    ['$${who} and $$${who}', '${who} and $${who}'],
    ['it costs $5, $nothing more', 'it costs $5, $nothing more'],
    ['a literal ${{ x }}', "a literal ${{ '${{' }} x }}"],
    [{ deep: ['${who}', 1] }, { deep: ['${{ inputs.who }}', 1] }],
  ])('%j becomes %j', async (text, expected) => {
    expect(await message(text)).toEqual(expected);
  });

  test('that lead nowhere are told, with their place', async () => {
    expect(await refused([echo('${nobody.stdout}')])).toEqual([
      [
        '`say`: `${nobody.stdout}` is neither an input nor an output of a node.',
        'nodes/0/params/message',
      ],
    ]);
    expect((await refused([source, echo('${first.stderr}')], { edges: after }))[0]?.[0]).toContain(
      '`${first.stderr}` is neither',
    );
  });
});

describe('commands', () => {
  test('have no variables with dots: what leads nowhere is told', async () => {
    const shell = (command: string): { [key: string]: Json } => ({
      id: 'a',
      type: 'shell',
      params: { command },
    });
    expect(
      await refused([source, shell('echo ${first.stderr} ${x[0]} ${x#a.b}')], {
        edges: [{ from: 'first', to: 'a' }],
      }),
    ).toEqual([
      [
        '`a`: `${first.stderr}` is neither an input nor an output of a node.',
        'nodes/1/params/command',
      ],
    ]);
  });
  const command = async (text: string): Promise<unknown> => {
    const { plan } = await read([{ id: 'a', type: 'shell', params: { command: text } }], {
      inputs: who,
    });
    return (plan.steps[0]!.run as { command: string }).command;
  };
  test('keep the variables of the shell, and take values out of single quotes', async () => {
    expect(await command('echo "$HOME ${USER:-x} ${PATH}" $who')).toBe(
      'echo "$HOME ${USER:-x} ${PATH}" ${{ inputs.who }}',
    );
    expect(await command("echo 'a ${who} b' \"it's ${who}\"")).toBe(
      "echo 'a '${{ inputs.who }}' b' \"it's ${{ inputs.who }}\"",
    );
  });

  test('get their input, their limits, and may fail', async () => {
    const params = {
      command: 'cat',
      stdin: '${who}',
      timeout: 1.5,
      ignore_errors: true,
      cwd: 'sub',
      env: { A: '${who}' },
    };
    const { plan } = await read([{ id: 'a', type: 'shell', params }], { inputs: who });
    expect(plan.steps[0]).toEqual({
      id: 'a',
      timeoutMs: 1500,
      run: {
        kind: 'shell',
        command: 'printf \'%s\' "$SLUICE_STDIN" | (\ncat\n) || true',
        shell: 'sh {0}',
        env: { A: '${{ inputs.who }}', SLUICE_STDIN: '${{ inputs.who }}' },
        cwd: 'sub',
      },
    });
  });
});

describe('nodes', () => {
  const run = async (type: string, params: Json): Promise<Json> =>
    (await read([{ id: 'a', type, params }], { inputs: who })).plan.steps[0]!
      .run as unknown as Json;

  test('http', async () => {
    expect(
      await run('http', {
        url: 'https://a.test/${who}',
        body: { a: 1 },
        params: { q: '$who' },
        headers: { X: 'y' },
        timeout: 5,
      }),
    ).toEqual({
      kind: 'http',
      inputs: {
        url: 'https://a.test/${{ inputs.who }}',
        method: 'POST',
        headers: { X: 'y' },
        query: { q: '${{ inputs.who }}' },
        body: { a: 1 },
        timeoutMs: 5000,
      },
    });
    const { plan, warnings } = await read([
      { id: 'a', type: 'http', params: { url: 'https://a.test', method: 'get', auth_token: 't' } },
    ]);
    expect(plan.steps[0]!.run).toMatchObject({
      inputs: { method: 'GET', headers: { Authorization: 'Bearer t' } },
    });
    expect(warnings).toEqual(['`a`: `auth_token` stands in the history of each run.']);
  });

  test('files', async () => {
    expect(await run('read-file', { file_path: 'a/b.txt', encoding: 'utf-8' })).toEqual({
      kind: 'read-file',
      inputs: { path: 'a/b.txt' },
    });
    expect(await run('write-file', { file_path: '/tmp/x', content: '$who', append: true })).toEqual(
      {
        kind: 'write-file',
        inputs: { path: 'x', root: '/tmp', content: '${{ inputs.who }}', append: true },
      },
    );
  });

  test('batches are iterations, and their results a list', async () => {
    const batch = { items: '${list}', as: 'file_name', max_retries: 3, retry_wait: 2 };
    const { plan } = await read(
      [
        {
          id: 'each_one',
          type: 'shell',
          params: { command: 'echo ${file_name.a} ${__index__}' },
          batch: { ...batch, error_handling: 'continue' },
        },
        echo('${each_one.results[0].stdout}'),
      ],
      { inputs: who, edges: [{ from: 'each_one', to: 'say' }] },
    );
    expect(plan.steps[0]).toMatchObject({
      id: 'each-one',
      run: {
        kind: 'each',
        loop: 'file-name',
        over: '${{ inputs.list }}',
        maxParallel: 1,
        failFast: false,
        steps: [
          {
            id: 'each-one-item',
            retry: { attempts: 3, backoffMs: 2000 },
            run: { command: 'echo ${{ each.file-name.item.a }} ${{ each.file-name.index }}' },
          },
        ],
      },
    });
    expect(plan.steps[1]!.run).toMatchObject({
      inputs: { message: '${{ steps.each-one.outputs.all[0].stdout }}' },
    });
  });

  test('workflows, by name, by file and written out', async () => {
    const { plan } = await read(
      [
        {
          id: 'named',
          type: 'workflow',
          params: {
            workflow_name: 'greet',
            param_mapping: { who: '${who}' },
            output_mapping: { said: 'words' },
          },
        },
        { id: 'filed', type: 'workflow', params: { workflow_ref: './child.json' } },
        {
          id: 'written',
          type: 'workflow',
          params: {
            workflow_ir: { nodes: [echo('$x')], inputs: { x: {} } },
            param_mapping: { x: 1 },
          },
        },
        echo('${words} ${named.said}'),
      ],
      { inputs: who, edges: undefined as never },
    );
    expect(plan.steps.map((step) => step.run)).toMatchObject([
      { kind: 'workflow', name: 'greet', inputs: { who: '${{ inputs.who }}' } },
      { kind: 'workflow', path: './child.json' },
      { kind: 'workflow', plan: { name: 'written', inputs: { x: { schema: {} } } } },
      { inputs: { message: '${{ steps.named.outputs.said }} ${{ steps.named.outputs.said }}' } },
    ]);
    // Without a list of edges they run one after the other.
    expect(plan.steps.map((step) => step.needs)).toEqual([
      undefined,
      ['named'],
      ['filed'],
      ['written'],
    ]);
  });
});

describe('edges', () => {
  test('with the action `error` handle a failure', async () => {
    const { plan } = await read([source, echo('good'), echo('bad', 'mend'), echo('end', 'end')], {
      edges: [
        { from: 'first', to: 'say' },
        { from: 'first', to: 'mend', action: 'error' },
        { from: 'say', to: 'end' },
        { from: 'mend', to: 'end' },
      ],
    });
    const found = plan.steps.map(({ id, needs, when, continueOnError }) => [
      id,
      needs?.join(' '),
      when,
      continueOnError,
    ]);
    const guard = '!failure() && !cancelled() && ';
    expect(found).toEqual([
      ['first', undefined, undefined, true],
      ['say', 'first', `${guard}(steps.first.result == 'success')`, undefined],
      ['mend', 'first', `${guard}(steps.first.result == 'failure')`, undefined],
      [
        'end',
        'say mend',
        `${guard}(steps.say.result == 'success' || steps.mend.result == 'success')`,
        undefined,
      ],
    ]);
  });

  test('that go in a circle, lead nowhere or ask for another action are told', async () => {
    const circle = [...after, { from: 'say', to: 'first' }];
    expect((await refused([source, echo('x')], { edges: circle }))[0]?.[0]).toContain(
      '`first` -> `say` -> `first`',
    );
    expect(await refused([source, echo('x')], { edges: [{ from: 'frist', to: 'say' }] })).toEqual([
      ['The edge leads to no node: there is no `frist`.', 'edges/0'],
      ['`say`: no edge leads to it, so that it runs at once.', 'nodes/1'],
    ]);
    expect(
      await refused([source, echo('x')], { edges: [{ ...after[0]!, action: 'retry' }] }),
    ).toEqual([
      ['`first`: steps succeed or fail; the action `retry` cannot be expressed.', 'edges/0/action'],
    ]);
  });
});

describe('the whole', () => {
  test('inputs, outputs and names', async () => {
    const { plan, warnings } = await read([{ ...echo('hi', 'Say It'), purpose: 'Greets' }], {
      description: 'All',
      inputs: {
        n: { type: 'int', default: 3, description: 'How many' },
        any: {},
        odd: { type: 'tuple', stdin: true, required: false },
      },
      outputs: { echo: { description: 'said' }, n: { source: '${n}' } },
      mappings: {},
    });
    expect(plan).toMatchObject({
      name: 'my-flow',
      description: 'All',
      inputs: {
        n: { schema: { type: 'integer' }, required: false, default: 3, description: 'How many' },
        any: { schema: {}, required: true },
        odd: { schema: {}, required: false },
      },
      outputs: { echo: '${{ steps.say-it.outputs.message }}', n: '${{ inputs.n }}' },
      steps: [{ id: 'say-it', name: 'Greets' }],
    });
    expect(warnings).toEqual([
      '`mappings` has no counterpart in a plan, and is left out.',
      '`stdin` of the input `odd` is left out.',
      '`tuple` is not a type: anything is taken.',
      'Outputs of a plan have neither types nor descriptions: those of `echo` are left out.',
    ]);
  });

  test('everything that cannot be expressed is told at once, node by node', async () => {
    const nodes: Node[] = [
      { id: 'a', type: 'http', params: { url: 'https://a.test', cookies: {} } },
      { id: 'b', type: 'echo', params: { message: '${a.response_time}', count: 3 } },
      { id: 'c', type: 'read-file', params: { file_path: '~/x', encoding: 'latin-1' } },
      { id: 'd', type: 'workflow', params: { workflow_name: 'x', workflow_ref: './y.json' } },
      { type: 'shell' },
    ];
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', to: 'd' },
    ];
    expect(await refused(nodes, { edges, enable_namespacing: false })).toEqual([
      ['A node has an `id` and a `type`.', 'nodes/4'],
      ['Outputs belong to their step here.', 'enable_namespacing'],
      ['`a`: `cookies` of a `http` node cannot be expressed.', 'nodes/0/params/cookies'],
      [
        '`b`: `${a.response_time}` is neither an input nor an output of a node.',
        'nodes/1/params/message',
      ],
      ['`b`: `echo` says its message once.', 'nodes/1/params/count'],
      ['`c`: Texts are read as UTF-8, not as latin-1.', 'nodes/2/params/encoding'],
      ['`c`: `~` is not expanded.', 'nodes/2/params/file_path'],
      ['A `workflow` step has `name` and `path`, which exclude each other.', 'nodes/3'],
    ]);
  });

  test('a plan is no import', async () => {
    expect(await parseImport('{"steps": []}', 'a.json')).toBe(undefined);
    const made = await parseImport(JSON.stringify({ nodes: [echo('${x}')] }), 'a.json');
    expect(made?.findings).toHaveLength(1);
    expect(made?.plan).toMatchObject({ steps: [{ id: 'say' }] });
  });
});
