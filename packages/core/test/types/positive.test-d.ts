// What must be inferred, exactly. `any` anywhere makes these fail.
import { z } from 'zod';
import { app, automation, choose, dispatchable, document, env, fence, flow, format, fromJSON, github, join, matrix, on, prompt, run, setup, status, task, text, vars, workflowName } from '@sluice/core';
import type {
  AnyPrompt, ArtifactPath, ErrorCode, EventName, ExecResult, Expr, ExprNode, Fenced, FunctionName, Job, MatrixJob,
  Step, StepResult, Trigger, Untrusted, WorkflowName,
} from '@sluice/core';
import type { PlanStep, StepRun } from '@sluice/core/plan';

declare module '@sluice/core/plan' {
  interface StepKinds { mail: { readonly to: string } }
}
import { ci, buildAndTest, deploy, release, testOnDemand } from '../examples/automations.ts';
import type { ArtifactsOf, InputsOf, OutputsOf, ParamsOf, SecretsOf } from '@sluice/core';
import { buildWheel, lint, publish, test, testWheel } from '../examples/tasks.ts';
import { buildPipeline, ciPipeline, combine, triage } from '../examples/flows.ts';
import { same } from './assert.ts';

same<OutputsOf<typeof buildWheel>, { wheelPath: string; version: string }>(true);
same<OutputsOf<typeof testWheel>, { passed: number; report: { failures: string[] } }>(true);
same<OutputsOf<typeof lint>, {}>(true);
same<ArtifactsOf<typeof buildWheel>, 'wheel'>(true);
same<ArtifactsOf<typeof lint>, never>(true);
same<SecretsOf<typeof publish>, 'PYPI_TOKEN' | 'AWS_ACCESS_KEY'>(true);
same<InputsOf<typeof test>, { python: string; verbose: boolean }>(true);
same<ParamsOf<typeof test>, { python?: string | undefined; verbose?: boolean | undefined }>(true);
same<(typeof buildWheel)['name'], 'build-wheel'>(true);

task({
  name: 'inner', inputs: z.object({ n: z.coerce.number<string>(), p: z.enum(['a', 'b']) }), outputs: ['x'], secrets: ['S'], calls: [buildWheel, lint, publish],
  async run(ctx) {
    same<typeof ctx.inputs, { n: number; p: 'a' | 'b' }>(true);
    same<Parameters<typeof ctx.secret>[0], 'S'>(true);
    const built = await ctx.call(buildWheel);
    same<typeof built.outputs, { wheelPath: string; version: string }>(true);
    const wheel = built.artifact('wheel');
    same<typeof wheel, ArtifactPath>(true);
    same<Parameters<typeof built.artifact>[0], 'wheel'>(true);
    const linted = await ctx.call(lint);
    same<typeof linted.outputs, {}>(true);
    same<Parameters<typeof linted.artifact>[0], never>(true);
    const ran = await ctx.exec('ls', ['-l'], { cwd: '.', env: { A: 'b' }, input: 'x', timeout: '5s' });
    same<typeof ran, ExecResult>(true);
    const also = await ctx.$`ls ${['-l', '-a']} ${ctx.workspace} ${1}`;
    same<typeof also, ExecResult>(true);
    const grouped = await ctx.log.group('title', async () => 1 as const);
    same<typeof grouped, 1>(true);
    return { x: built.outputs.version };
  },
});

automation({
  name: 'types',
  inputs: z.object({ environment: z.enum(['dev', 'prod']), dry: z.boolean().default(false), retries: z.number().optional() }),
  jobs({ job, inputs }) {
    same<typeof inputs.environment, Expr<'dev' | 'prod'>>(true);
    same<typeof inputs.dry, Expr<boolean>>(true);
    const build = job(buildWheel);
    same<typeof build, Job<{ wheelPath: string; version: string }, 'wheel'>>(true);
    const path = build.output('wheelPath');
    same<typeof path, Expr<string>>(true);
    const wheel = build.artifact('wheel');
    same<typeof wheel, Expr<ArtifactPath>>(true);
    const checked = job(testWheel, { inputs: { wheel } });
    const failures = checked.output('report').get('failures');
    same<typeof failures, Expr<string[]>>(true);
    const m = matrix({ os: ['a', 'b'], n: [1, 2] });
    const os = m.get('os'); const n = m.get('n');
    same<typeof os, Expr<'a' | 'b'>>(true);
    same<typeof n, Expr<1 | 2>>(true);
    const condition = inputs.environment.eq('prod').and(github.eventName.ne('schedule')).or(inputs.dry.not());
    same<typeof condition, Expr<boolean>>(true);
    const nested = job(buildPipeline);
    const binary = nested.output('binary');
    same<typeof binary, Expr<string>>(true);

    // a nested automation has the outputs of that automation
    const inner = job(buildAndTest);
    same<typeof inner, Job<{ version: string; passed: number }, never>>(true);

    // lists of legs
    const legs = job.each(m, buildWheel, { inputs: { release: true } });
    same<typeof legs, MatrixJob<{ wheelPath: string; version: string }, 'wheel'>>(true);
    const versions = legs.outputs('version');
    same<typeof versions, Expr<readonly string[]>>(true);

    // dynamic axes, added values
    const dynamic = matrix({ target: failures, os: ['a'] }, { include: [{ os: 'b', extra: 1 }, { target: 'x', flag: true }] });
    const target = dynamic.get('target'); const either = dynamic.get('os'); const extra = dynamic.get('extra'); const flag = dynamic.get('flag');
    same<typeof target, Expr<string>>(true);
    same<typeof either, Expr<'a' | 'b'>>(true);
    same<typeof extra, Expr<1 | null>>(true);
    same<typeof flag, Expr<true | null>>(true);

    // gates and iteration
    const gate = job.gate('accept', { review: versions, acceptors: ['ana'], onReject: { rework: [legs, build], max: 1 } });
    const when = gate.output('decidedAt'); const accepted = gate.output('accepted');
    same<typeof when, Expr<string>>(true);
    same<typeof accepted, Expr<boolean>>(true);
    const loop = job.forEach('loop', { over: failures, maxParallel: 1 }, (job, item, turn) => {
      same<typeof item, Expr<string>>(true);
      same<typeof turn.index, Expr<number>>(true);
      return { version: job(buildWheel, { when: item.ne('x') }).output('version') };
    });
    same<typeof loop, Job<{ version: string[]; results: StepResult[] }, never>>(true);
    const silent = job.forEach('silent', { over: failures }, (job) => { job(lint); });
    same<typeof silent, Job<{ results: StepResult[] }, never>>(true);
    job(lint, {
      permissions: { contents: 'write', 'id-token': 'write', models: 'read' }, concurrency: { group: github.ref, cancelInProgress: inputs.dry },
      runsOn: { group: 'big', labels: ['linux'] }, services: { db: { image: 'postgres:17', ports: ['5432:5432'] } }, raw: { snapshot: 'x' },
      environment: { name: inputs.environment, url: build.output('version') }, container: { image: 'node:22', credentials: { username: 'x', password: 'REGISTRY_TOKEN' } },
      setup: [setup.inherit(), setup.install()], retry: { attempts: 2 }, continueOnError: inputs.dry, timeout: '1h',
    });
  },
});

same<(typeof ci)['outputs'], {}>(true);
same<(typeof deploy)['outputs'], { url: string }>(true);
same<(typeof release)['outputs'], { url: string; regions: (string | null)[]; results: StepResult[]; approvedBy: string }>(true);
same<(typeof testOnDemand)['name'], 'test-on-demand'>(true);
const unnamed = dispatchable(lint);
same<(typeof unnamed)['name'], 'lint'>(true);
app({ entryPoint: './run', commands: {}, bootstrap: [setup.checkout(), setup.pnpm(), setup.install()], prompts: ['prompts', prompt({ name: 'p', inputs: z.object({ a: z.string() }), template: '' })], env: { A: 1 } });
same<ReturnType<typeof on.schedule>, Trigger>(true);
on.push({ branches: ['main'], tagsIgnore: ['v0*'], paths: ['src/**'] });
on.schedule(`${5} 3 * * *`, { timezone: 'UTC' });

// --- expressions
{
  const n = {} as Expr<number>; const s = {} as Expr<string | undefined>; const list = {} as Expr<{ id: string; n: number }[]>;
  const gt = n.gt(1).and(n.le(n)); const or = s.orElse('none'); const literal = s.orElse(null); const first = list.at(0); const ids = list.pluck('id');
  same<typeof gt, Expr<boolean>>(true);
  same<typeof or, Expr<string>>(true);
  same<typeof literal, Expr<string | null>>(true);
  same<typeof first, Expr<{ id: string; n: number } | null>>(true);
  same<typeof ids, Expr<string[]>>(true);
  same<(typeof status)['notFailed'], Expr<boolean>>(true);
  const parsed = fromJSON(z.array(z.number()), vars.get('LIST')); const picked = choose(gt, 'a', 1); const e = env.get('A');
  same<typeof parsed, Expr<number[]>>(true);
  same<typeof picked, Expr<'a' | 1>>(true);
  same<typeof e, Expr<string>>(true);
  same<typeof run.attempt, Expr<number>>(true);
  same<typeof github.eventName, Expr<EventName>>(true);
  same<typeof github.headRef, Expr<Untrusted>>(true);
  const plain: Expr<string> = github.headRef; // a stranger's text is a string
  const main = github.headRef.eq('main').or(github.headRef.startsWith('x'));
  same<typeof main, Expr<boolean>>(true);
  const mixed = format('{0} {1}', github.issue.title, n); const clean = format('{0} {1}', github.sha, n); const joined = join(ids, ' ');
  same<typeof mixed, Expr<Untrusted>>(true);
  same<typeof clean, Expr<string>>(true);
  same<typeof joined, Expr<string>>(true);
  const safe = fence(github.issue.title);
  same<typeof safe, Expr<Fenced>>(true);
  text`${safe} ${plain} ${n} ${list} ${1} ${'x'}`;
  same<Extract<ExprNode, { op: 'call' }>['name'], FunctionName>(true);
  same<ExprNode['op'], 'literal' | 'context' | 'get' | 'index' | 'filter' | '!' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||' | 'call'>(true);
  const anyPrompt: AnyPrompt = prompt({ name: 'p', inputs: z.object({ a: z.string() }), template: '' });
  const name = workflowName('a-b'); const given: string = 'x'; workflowName(given);
  same<typeof name, WorkflowName>(true);
}

// --- plans, runs, engines
same<StepRun['kind'], 'task' | 'shell' | 'script' | 'llm' | 'workflow' | 'gate' | 'each' | 'mail'>(true); // `mail` by augmentation
same<PlanStep<'mail'>['run'], { readonly kind: 'mail' } & { readonly to: string }>(true);
same<Extract<ErrorCode, `WF_${string}`>, never>(true);
same<(typeof buildPipeline)['outputs'], { binary: string }>(true);
same<(typeof ciPipeline)['outputs'], { verdict: 'approve' | 'request-changes'; log: string }>(true);
same<(typeof triage)['outputs'], { prUrl: string }>(true);
same<(typeof combine)['outputs'], { decisions: string[][]; drafts: (string | null)[]; approvedBy: string }>(true);

flow({
  name: 'shapes',
  steps({ step, shell, llm, forEach, gate, callSaved }) {
    const a = shell('a', 'x', { outputs: ['url'] });
    same<typeof a, Step<{ url: string; stdout: string; exitCode: number }, never>>(true);
    const free = llm('free', { prompt: 'hello' });
    same<typeof free, Step<{ text: string }, never>>(true);
    const typed = llm('typed', { prompt: 'hello', answer: z.object({ items: z.array(z.object({ id: z.string(), n: z.number() })) }) });
    const items = typed.output('items');
    same<typeof items, Expr<{ id: string; n: number }[]>>(true);
    const loop = forEach('loop', { over: items, key: 'id' }, (b, item) => {
      same<typeof item, Expr<{ id: string; n: number }>>(true);
      return { n: item.get('n') };
    });
    const ns = loop.output('n');
    same<typeof ns, Expr<number[]>>(true);
    same<typeof loop, Step<{ n: number[]; results: StepResult[] }, never>>(true);
    const lax = forEach('lax', { over: items, failFast: false }, (b, item) => ({ n: item.get('n') }));
    same<typeof lax, Step<{ n: (number | null)[]; results: StepResult[] }, never>>(true);
    same<typeof a.result, Expr<StepResult>>(true);
    const doc = document({ name: 'count', scope: 'project', schema: z.union([z.number(), z.string()]) });
    shell('made', 'x', { outputs: { count: z.number() }, produces: [doc, 'count'] }); // a document may be wider than the output
    shell('out', 'x', { produces: [doc, 'stdout'], env: { N: lax.output('n').at(0).orElse(0) }, continueOnError: true, approval: { acceptors: ['ana'], review: items } });
    llm('fits', { prompt: 'x', answer: z.object({ n: z.number() }), produces: document({ name: 'fits', scope: 'x', schema: z.object({ n: z.number() }) }) });
    const twice = step(buildWheel, {}, { id: 'again', produces: [doc, 'version'] });
    same<typeof twice, Step<{ wheelPath: string; version: string }, 'wheel'>>(true);
    const gated = gate('gate', { review: items, acceptors: ['ana'], onReject: 'skip', deadline: { after: '1d', decision: 'accept' } });
    same<typeof gated, Step<{ accepted: boolean; comment: string | undefined; decidedBy: string; decidedAt: string }, never>>(true);
    const pr = callSaved('fix-issue', { issueNumber: '1' }).output('prUrl');
    same<typeof pr, Expr<string>>(true);
  },
});
