/** The scripts of a gate, run by a real Node against a server that answers as GitHub's API does. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DECISION_SCRIPT, GUARD_SCRIPT } from '../src/gate/gate-scripts.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Runs a script where the API gives one answer; undefined where there is no API. */
async function run(script: string, answer: Answer | undefined, environment = "prod/it's") {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`);
    response.writeHead(answer!.status, { 'content-type': 'application/json' });
    response.end(typeof answer!.body === 'string' ? answer!.body : JSON.stringify(answer!.body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((closed) => server.close(closed));
  if (answer === undefined) await close();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-gate-'));
  onTestFinished(async () => {
    rmSync(folder, { recursive: true, force: true });
    if (answer !== undefined) await close();
  });
  for (const [name, text] of Object.entries({ script, output: '', summary: '' })) {
    writeFileSync(join(folder, name), text);
  }
  const child = spawn(process.execPath, ['script'], {
    cwd: folder,
    env: {
      GH_TOKEN: 'token',
      ENVIRONMENT: environment,
      REVIEW: 'a $(touch X) `b`',
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: 'octo/sample',
      GITHUB_RUN_ID: '7',
      GITHUB_OUTPUT: 'output',
      GITHUB_STEP_SUMMARY: 'summary',
    },
  });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const entries = [...read('output').matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2\n/gm)];
  const outputs = Object.fromEntries(entries.map(([, name, , value]) => [name, value]));
  return { code, log, asked, outputs, summary: read('summary') };
}

const environment = (...rules: readonly object[]): Answer => ({
  status: 200,
  body: { id: 1, name: "prod/it's", protection_rules: rules },
});
const reviewers = (count: number): object => ({
  id: 2,
  type: 'required_reviewers',
  prevent_self_review: false,
  reviewers: Array.from({ length: count }, (_, id) => ({ type: 'User', reviewer: { id } })),
});

describe('the guard', () => {
  test('lets an environment with required reviewers pass, and shows what is reviewed', async () => {
    const ran = await run(GUARD_SCRIPT, environment({ type: 'branch_policy' }, reviewers(1)));
    expect(ran).toMatchObject({ code: 0, log: '', summary: 'a $(touch X) `b`\n' });
    expect(ran.asked).toEqual(["Bearer token /repos/octo/sample/environments/prod%2Fit's"]);
  });

  test.each([
    ['an environment without rules', environment(), 'has no required reviewers'],
    [
      'an environment that only waits',
      environment({ type: 'wait_timer', wait_timer: 30 }),
      'has no required reviewers',
    ],
    ['a rule without reviewers', environment(reviewers(0)), 'has no required reviewers'],
    [
      'an environment that is not there',
      { status: 404, body: { message: 'Not Found' } },
      'answered 404',
    ],
    ['a token that may not ask', { status: 403, body: reviewers(1) }, 'answered 403'],
    ['a server that fails', { status: 502, body: 'Bad gateway' }, 'answered 502'],
    ['an answer that is no JSON', { status: 200, body: '<html>' }, 'SyntaxError'],
    ['an answer of another shape', { status: 200, body: {} }, 'TypeError'],
    ['no API at all', undefined, 'fetch failed'],
  ] as const)('keeps the gate shut: %s', async (_, answer, said) => {
    const ran = await run(GUARD_SCRIPT, answer);
    expect(ran.code).toBe(1);
    expect(ran.log).toContain('::error::');
    expect(ran.log).toContain(said);
  });

  test('the name of an environment cannot speak to the runner', async () => {
    const ran = await run(GUARD_SCRIPT, environment(), 'x\n::add-path::/tmp');
    expect(ran.log.trim().split('\n')).toEqual([
      expect.stringContaining('x%0A::add-path::/tmp has no required reviewers'),
    ]);
  });
});

describe('the decision', () => {
  const approval = (state: string, name: string): object => ({
    state,
    comment: 'fine,\nEOF\n"go"',
    environments: [
      { id: 1, name: 'other' },
      { id: 2, name },
    ],
    user: { login: 'ada', id: 3 },
  });

  test('writes who approved, and with what words', async () => {
    const body = [approval('rejected', "prod/it's"), approval('approved', "Prod/It's")];
    const ran = await run(DECISION_SCRIPT, { status: 200, body });
    expect(ran).toMatchObject({
      code: 0,
      outputs: { accepted: 'true', comment: 'fine,\nEOF\n"go"', decidedBy: 'ada' },
      asked: ['Bearer token /repos/octo/sample/actions/runs/7/approvals'],
    });
    expect(Date.parse(ran.outputs['decidedAt']!)).toBeGreaterThan(0);
  });

  test.each([
    ['nobody approved', { status: 200, body: [] }],
    ['it was rejected', { status: 200, body: [approval('rejected', "prod/it's")] }],
    ['another environment was approved', { status: 200, body: [approval('approved', 'dev')] }],
    ['the API fails', { status: 500, body: {} }],
  ])('accepts nothing where %s', async (_, answer) => {
    const ran = await run(DECISION_SCRIPT, answer);
    expect([ran.code, ran.outputs]).toEqual([1, {}]);
  });
});
