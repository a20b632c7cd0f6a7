// Each mistake must be a compile error. `npm run messages` shows the texts.
import { z } from 'zod';
import {
  app, automation, dispatchable, document, fence, flow, format, fromJSON, github, matrix, on, prompt, run, setup, sh, status, task, text, unsafe,
  WorkflowError, workflowName,
} from '@sluice/core';
import type { Expr, Trigger } from '@sluice/core';
import type { Plan, PlanStep } from '@sluice/core/plan';
import { buildWheel, lint, listTargets, publish, rollOut, test, testWheel } from '../examples/tasks.ts';
import { buildAndTest, deploy, release } from '../examples/automations.ts';
import { buildPipeline } from '../examples/flows.ts';

// --- names
// @ts-expect-error not kebab-case
task({ name: 'Build Wheel', run() {} });
// @ts-expect-error not kebab-case (underscore)
automation({ name: 'build_wheel', jobs() {} });
// @ts-expect-error not kebab-case (run-time names too)
workflowName('Nightly Build');

// --- expressions
{
  const n = {} as Expr<number>; const s = {} as Expr<string>; const flag = {} as Expr<boolean>; const list = {} as Expr<{ id: string }[]>;
  // @ts-expect-error only numbers have an order
  s.gt(1);
  // @ts-expect-error a number is compared with a number
  n.le('10');
  // @ts-expect-error a fallback is a single value, not a list
  s.orElse(['a']);
  // @ts-expect-error only lists have elements
  n.at(0);
  // @ts-expect-error an index is a number
  list.at('first');
  // @ts-expect-error an element may be missing: it has no property before orElse
  list.at(0).get('id');
  // @ts-expect-error property that the elements do not have
  list.pluck('name');
  // @ts-expect-error lists have no length
  list.length;
  // @ts-expect-error unknown status
  status.failed;
  // @ts-expect-error the type of JSON text must be said
  fromJSON(s);
  // @ts-expect-error unknown fact about the run
  run.number;
  // @ts-expect-error the type of an expression does not widen to a narrower one
  const narrow: Expr<'a'> = s.orElse('a');
  // @ts-expect-error status facts are expressions, not functions
  status.always();
  flag.and(status.notFailed);
}

// --- text that strangers wrote
{
  const summary = prompt({ name: 'summary', inputs: z.object({ title: z.string(), files: z.array(z.object({ diff: z.string() })).optional() }), template: '{{title}}' });
  // @ts-expect-error a branch name in a prompt
  text`Review ${github.headRef}`;
  // @ts-expect-error an issue's title in a prompt
  text`Number ${github.issue.number}: ${github.issue.title}`;
  // @ts-expect-error a fallback does not clean it
  text`Review ${github.headRef.orElse('main')}`;
  // @ts-expect-error formatting does not clean it
  text`Review ${format('{0}!', github.headCommit.message)}`;
  // @ts-expect-error everything in the payload is a stranger's
  text`Review ${github.event.get('comment').get('body')}`;
  // @ts-expect-error not even the whole payload
  text`Review ${github.event}`;
  // @ts-expect-error a prompt's variable
  summary.with({ title: github.issue.title });
  // @ts-expect-error deep inside a prompt's variable
  summary.with({ title: 'x', files: [{ diff: github.pullRequest.body }] });
  // @ts-expect-error a variable that the prompt does not have
  summary.with({ title: 'x', body: 'y' });
  // @ts-expect-error only texts are fenced
  fence(github.issue.number);
}

// --- inside a task
task({
  name: 'inside', inputs: z.object({ a: z.string() }), outputs: ['path'], artifacts: ['wheel'], secrets: ['TOKEN'], calls: [test, publish, lint],
  async run({ inputs, setOutput, saveArtifact, secret, call, exec, $, log }) {
    // @ts-expect-error undeclared input
    inputs.b;
    // @ts-expect-error undeclared output
    setOutput('pth', 'x');
    // @ts-expect-error wrong type of output
    setOutput('path', 1);
    // @ts-expect-error undeclared artifact
    await saveArtifact('weel', 'x');
    // @ts-expect-error undeclared secret
    secret('OTHER');
    // @ts-expect-error wrong input of a called task
    await call(test, { verbos: true });
    // @ts-expect-error required inputs missing
    await call(publish);
    // @ts-expect-error a task that is not in `calls`
    await call(buildWheel);
    // @ts-expect-error undeclared output of a called task
    (await call(publish, { env: 'prod', version: '1' })).outputs.link;
    // @ts-expect-error undeclared artifact of a called task
    (await call(lint)).artifact('wheel');
    // @ts-expect-error arguments are a list
    await exec('ls', '-l');
    // @ts-expect-error unknown option
    await exec('ls', [], { directory: '.' });
    // @ts-expect-error bad duration
    await exec('ls', [], { timeout: 500 });
    // @ts-expect-error an expression is not a value
    await $`ls ${github.ref}`;
    // @ts-expect-error a group needs a body
    await log.group('title');
  },
});
// @ts-expect-error calls takes tasks, not names
task({ name: 'calls-names', calls: ['lint'], run() {} });
task({ name: 'calls-nothing', async run({ call }) {
  // @ts-expect-error a task that declares no calls can call none
  await call(lint);
} });
// @ts-expect-error an action is pinned to something
setup.action('actions/checkout');
// @ts-expect-error a cache has a key
setup.cache({ path: '~/.cache' });
// @ts-expect-error the app inherits from nothing
app({ entryPoint: './run', commands: {}, setup: [setup.inherit()] });
// @ts-expect-error nor does its bootstrap
app({ entryPoint: './run', commands: {}, bootstrap: [setup.checkout(), setup.inherit()] });
// @ts-expect-error automations are no commands
app({ entryPoint: './run', commands: { Release: [release] } });
// @ts-expect-error a returned object must hold every declared output
task({ name: 'partial', outputs: ['a', 'b'], run: () => ({ a: 'x' }) });
// @ts-expect-error returned output has the wrong type
task({ name: 'wrong', outputs: { n: z.number() }, run: () => ({ n: 'x' }) });
task({ name: 'no-secrets', run({ secret }) {
  // @ts-expect-error a task that declares no secret can read none
  secret('TOKEN');
} });

// --- jobs
automation({
  name: 'jobs',
  inputs: z.object({ environment: z.enum(['dev', 'prod']), skip: z.boolean() }),
  jobs({ job, inputs }) {
    const build = job(buildWheel);
    // @ts-expect-error undeclared output name
    build.output('wheelpath');
    // @ts-expect-error undeclared artifact name
    build.artifact('sdist');
    // @ts-expect-error this task has no outputs
    job(lint).output('anything');
    // @ts-expect-error required inputs missing
    job(publish);
    // @ts-expect-error unknown input
    job(test, { inputs: { verbos: true } });
    // @ts-expect-error wrong literal
    job(publish, { inputs: { env: 'staging', version: '1' } });
    // @ts-expect-error a string output where an enum is needed
    job(publish, { inputs: { env: build.output('version'), version: '1' } });
    // @ts-expect-error a string output where an artifact is needed
    job(testWheel, { inputs: { wheel: build.output('wheelPath') } });
    // @ts-expect-error needs takes jobs, not tasks
    job(test, { needs: [lint] });
    // @ts-expect-error unknown option
    job(test, { condition: inputs.skip });
    const cells = matrix({ os: ['ubuntu-latest'] });
    // @ts-expect-error unknown axis
    cells.get('python');
    // @ts-expect-error excluded value is not on the axis
    matrix({ os: ['ubuntu-latest'] }, { exclude: [{ os: 'windows-latest' }] });
    // @ts-expect-error a matrix job has no single output
    job.each(cells, buildWheel).output('version');
    // @ts-expect-error undeclared output of a matrix job
    job.each(cells, buildWheel).outputs('wheelpath');
    // @ts-expect-error a list of outputs where one is needed
    job(publish, { inputs: { env: 'prod', version: job.each(cells, buildWheel).outputs('version') } });
    const targets = job(listTargets);
    // @ts-expect-error an axis is a list
    matrix({ version: build.output('version') });
    // @ts-expect-error a dynamic axis has the type of its elements
    job(test, { inputs: { verbose: matrix({ t: targets.output('targets') }).get('t') } });
    // @ts-expect-error an included value may be missing in other legs
    job(publish, { inputs: { env: 'prod', version: matrix({ os: ['a'] }, { include: [{ os: 'b', version: '1' }] }).get('version') } });
    // @ts-expect-error unknown option of a matrix
    matrix({ os: ['a'] }, { failfast: false });

    // --- settings of a job
    // @ts-expect-error unknown scope
    job(lint, { permissions: { content: 'read' } });
    // @ts-expect-error unknown access
    job(lint, { permissions: { contents: 'admin' } });
    // @ts-expect-error an id token can only be written
    job(lint, { permissions: { 'id-token': 'read' } });
    // @ts-expect-error a queue and cancelling exclude each other
    job(lint, { concurrency: { group: 'x', queue: 'max', cancelInProgress: true } });
    // @ts-expect-error an environment has a name
    job(lint, { environment: { url: 'https://example.test' } });
    // @ts-expect-error a container has an image
    job(lint, { container: { env: { A: 'b' } } });
    // @ts-expect-error labels are texts
    job(lint, { runsOn: 22 });
    // @ts-expect-error a list is no environment variable
    job(lint, { env: { TARGETS: targets.output('targets') } });
    // @ts-expect-error bad duration
    job(lint, { timeout: '1 hour' });
    // @ts-expect-error an approval names who may give it
    job(lint, { approval: { onReject: 'fail' } });

    // --- nested automations
    // @ts-expect-error a nested automation places its own jobs
    job(buildAndTest, { runsOn: 'ubuntu-latest' });
    // @ts-expect-error undeclared output of a nested automation
    job(buildAndTest).output('wheel');
    // @ts-expect-error required inputs missing
    job(deploy);
    // @ts-expect-error a nested automation has no artifacts of its own
    job(buildAndTest).artifact('wheel');

    // --- gates and iteration
    // @ts-expect-error somebody must be able to accept
    job.gate('nobody', { review: build.output('version'), acceptors: [] });
    // @ts-expect-error a gate has something to review
    job.gate('nothing', { acceptors: ['ana'] });
    // @ts-expect-error rework takes jobs, not tasks
    job.gate('rework', { review: build.output('version'), acceptors: ['ana'], onReject: { rework: [lint], max: 1 } });
    // @ts-expect-error a gate has no machine
    job.gate('placed', { review: build.output('version'), acceptors: ['ana'], runsOn: 'ubuntu-latest' });
    // @ts-expect-error not kebab-case
    job.gate('Accept It', { review: build.output('version'), acceptors: ['ana'] });
    // @ts-expect-error iteration needs a list
    job.forEach('over', { over: build.output('version') }, () => {});
    // @ts-expect-error key must be a property of the item
    job.forEach('key', { over: targets.output('regions'), key: 'name' }, () => {});
    // @ts-expect-error a text has no key
    job.forEach('text-key', { over: targets.output('targets'), key: 'length' }, () => {});
    const lax = job.forEach('lax', { over: targets.output('targets'), failFast: false }, (job, target) => ({ url: job(rollOut, { inputs: { region: target, replicas: 1, digests: [] } }).output('url') }));
    // @ts-expect-error without fail-fast an output may be null
    job(rollOut, { inputs: { region: 'x', replicas: 1, digests: lax.output('url') } });
    // @ts-expect-error the body gives back expressions, not jobs
    job.forEach('jobs', { over: targets.output('targets') }, (job) => ({ build: job(buildWheel) }));

    // --- conditions
    // @ts-expect-error a choice that does not exist
    inputs.environment.eq('staging');
    // @ts-expect-error `and` needs booleans
    inputs.environment.and(inputs.skip);
    // @ts-expect-error `when` takes an expression, not a string
    job(test, { when: "inputs.skip == 'true'" });
    // @ts-expect-error `when` takes a boolean expression
    job(test, { when: inputs.environment });
    // @ts-expect-error unknown event name
    github.eventName.eq('pushed');
    // @ts-expect-error unknown context
    github.branch;
    // @ts-expect-error unknown automation input
    inputs.env;
    // @ts-expect-error an expression is not a value
    const flag: boolean = inputs.skip;
  },
});
// @ts-expect-error outputs are expressions, not jobs
automation({ name: 'bad-outputs', jobs: ({ job }) => ({ build: job(buildWheel) }) });
// @ts-expect-error outputs have names
automation({ name: 'one-output', jobs: ({ job }) => job(buildWheel).output('version') });
// @ts-expect-error a list cannot be shown in a dispatch form
automation({ name: 'bad-inputs', inputs: z.object({ files: z.array(z.string()) }), jobs() {} });
// @ts-expect-error triggers are a list, not strings
automation({ name: 'bad-trigger', on: 'push', jobs() {} });
// @ts-expect-error unknown filter
on.push({ branch: ['main'] });
// @ts-expect-error a filter and its opposite
on.push({ branches: ['main'], branchesIgnore: ['dev'] });
// @ts-expect-error pull requests have no tags
on.pullRequest({ tags: ['v1'] });
// @ts-expect-error unknown activity
on.issue({ types: ['created'] });
// @ts-expect-error unknown activity
on.release({ types: ['opened'] });
// @ts-expect-error the word is timezone
on.schedule('0 3 * * *', { timeZone: 'UTC' });
// @ts-expect-error a schedule has five fields
on.schedule('@daily');
// @ts-expect-error only under unsafe
on.pullRequestTarget({ branches: ['main'] });
// @ts-expect-error only under unsafe
on.workflowRun({ workflows: ['ci'] });
// @ts-expect-error of which workflows
unsafe.workflowRun({ types: ['completed'] });
// @ts-expect-error an unsafe trigger says so
const quiet: Trigger = { event: 'pull-request-target', branches: ['main'] };
// @ts-expect-error which types
on.repositoryDispatch([]);
// @ts-expect-error not kebab-case
on.webhook('Release Hook');
// @ts-expect-error not an input of this task
dispatchable(test, { defaults: { pythn: '3' } });
// @ts-expect-error not an input of this task
dispatchable(test, { inputs: ['pythn'] });
// @ts-expect-error a form cannot show a list
dispatchable(task({ name: 'lists', inputs: z.object({ a: z.string(), files: z.array(z.string()).default([]) }), run() {} }), { inputs: ['a', 'files'] });
// @ts-expect-error not kebab-case
dispatchable(test, { name: 'Test It' });

automation({
  name: 'saved', inputs: z.object({ issue: z.string() }),
  jobs({ job, inputs }) {
    job.callSaved('fix-issue', { inputs: { issueNumber: inputs.issue } }).output('prUrl');
    // @ts-expect-error wrong input of a registered saved workflow
    job.callSaved('fix-issue', { inputs: { issue: inputs.issue } });
    // @ts-expect-error inputs missing
    job.callSaved('fix-issue');
    // @ts-expect-error unknown output of a registered saved workflow
    job.callSaved('fix-issue', { inputs: { issueNumber: '1' } }).output('url');
  },
});

// --- flows
const listOf = task({ name: 'list-of', inputs: z.object({ ids: z.array(z.string()) }), run() {} });
const summarize = prompt({ name: 'summarize', inputs: z.object({ text: z.string() }), template: '{{text}}' });
flow({
  name: 'flows', inputs: z.object({ issue: z.string(), count: z.number() }),
  steps({ step, shell, llm, call, callSaved, forEach, gate }, { issue, count }) {
    const listed = llm('list', { prompt: 'x', answer: z.object({ epics: z.array(z.object({ id: z.string() })) }) });
    // @ts-expect-error undeclared step output
    shell('a', 'x', { outputs: ['url'] }).output('uri');
    // @ts-expect-error number where a string is needed
    step(publish, { env: 'prod', version: count });
    // @ts-expect-error inputs missing
    step(publish);
    // @ts-expect-error the prompt still needs its variables
    llm('b', { prompt: summarize });
    // @ts-expect-error wrong variable of the prompt
    llm('c', { prompt: summarize.with({ txt: issue }) });
    // @ts-expect-error field that the answer does not have
    listed.output('stories');
    // @ts-expect-error iteration needs a list
    forEach('d', { over: issue, key: 'id' }, () => {});
    // @ts-expect-error key must be a property of the item
    forEach('e', { over: listed.output('epics'), key: 'name' }, () => {});
    // @ts-expect-error property that the item does not have
    forEach('f', { over: listed.output('epics'), key: 'id' }, (_, epic) => ({ t: epic.get('title') }));
    // @ts-expect-error wrong input of a registered saved workflow
    callSaved('fix-issue', { issue });
    // @ts-expect-error unknown output of a registered saved workflow
    callSaved('fix-issue', { issueNumber: issue }).output('url');
    // @ts-expect-error wrong input of a nested flow
    call(buildPipeline, { repository: issue });
    // @ts-expect-error objects cannot enter a shell command
    sh`echo ${listed.output('epics')}`;
    // @ts-expect-error bad duration
    gate('g', { review: issue, acceptors: ['x'], timeout: '5 minutes' });
    // @ts-expect-error needs takes steps
    shell('h', 'x', { needs: ['a'] });

    // --- settings of a step
    const Count = document({ name: 'count', scope: 'project', schema: z.number() });
    const Ids = document({ name: 'ids', scope: 'project', schema: z.object({ ids: z.array(z.string()) }) });
    // @ts-expect-error the output has another type than the document
    step(buildWheel, {}, { produces: [Count, 'version'] });
    // @ts-expect-error the step has no such output
    shell('i', 'x', { outputs: { count: z.number() }, produces: [Count, 'cuont'] });
    // @ts-expect-error a step without outputs produces nothing
    step(lint, {}, { produces: [Count, 'count'] });
    // @ts-expect-error the answer does not fit the document
    llm('j', { prompt: 'x', answer: z.object({ ids: z.array(z.number()) }), produces: Ids });
    // @ts-expect-error an id is given once
    shell('k', 'x', { id: 'l' });
    // @ts-expect-error not kebab-case
    shell('Run Tests', 'npm test');
    // @ts-expect-error a list is no environment variable
    shell('m', 'x', { env: { EPICS: listed.output('epics') } });
    // @ts-expect-error a step has no machine of its own
    shell('n', 'x', { runsOn: 'ubuntu-latest' });
    // @ts-expect-error unknown consequence
    shell('o', 'x', { approval: { acceptors: ['ana'], onReject: 'retry' } });

    // --- gates and iteration
    // @ts-expect-error rework is limited
    gate('p', { review: issue, acceptors: ['ana'], onReject: { rework: [listed] } });
    // @ts-expect-error rework takes steps, not names
    gate('q', { review: issue, acceptors: ['ana'], onReject: { rework: ['list'], max: 1 } });
    // @ts-expect-error a deadline decides one way or the other
    gate('r', { review: issue, acceptors: ['ana'], deadline: { after: '3d', decision: 'skip' } });
    // @ts-expect-error somebody must be able to accept
    gate('s', { review: issue, acceptors: [] });
    // @ts-expect-error undeclared output of a gate
    gate('t', { review: issue, acceptors: ['ana'] }).output('approved');
    // @ts-expect-error `results` is taken
    forEach('u', { over: listed.output('epics') }, (_, epic) => ({ results: epic.get('id') }));
    // @ts-expect-error without fail-fast an output may be null
    step(listOf, { ids: forEach('v', { over: listed.output('epics'), failFast: false }, (_, epic) => ({ id: epic.get('id') })).output('id') });
    // @ts-expect-error the body has a builder of its own, without a matrix
    forEach('w', { over: listed.output('epics') }, (build) => { build.each; });
  },
});

// --- builders are synchronous, and a definition without inputs has none
// @ts-expect-error jobs are declared synchronously
automation({ name: 'async-jobs', async jobs({ job }) { job(lint); } });
// @ts-expect-error steps are declared synchronously
flow({ name: 'async-steps', async steps({ shell }) { shell('a', 'b'); } });
automation({ name: 'no-inputs', jobs({ job, inputs }) {
  // @ts-expect-error no inputs declared
  job(test, { when: inputs.anything });
  // @ts-expect-error the task has no inputs
  job(lint, { inputs: { fast: true } });
} });
task({ name: 'no-inputs', calls: [lint], async run({ inputs, call }) {
  // @ts-expect-error no inputs declared
  inputs.anything;
  // @ts-expect-error the called task has no inputs
  await call(lint, { fast: true });
} });
flow({ name: 'no-inputs', steps({ step }) {
  // @ts-expect-error the task of this step has no inputs
  step(lint, { fast: true });
} });

// --- plans
const empty = { irVersion: 1, kind: 'flow', name: 'x', inputs: {}, outputs: {}, on: [] } as const;
// @ts-expect-error unknown kind of step
const kind: PlanStep = { id: 'a', run: { kind: 'docker', image: 'x' } };
// @ts-expect-error a task step names its task
const nameless: PlanStep = { id: 'a', run: { kind: 'task', inputs: {} } };
// @ts-expect-error a nested workflow is named once
const both: PlanStep = { id: 'a', run: { kind: 'workflow', name: 'x', path: './x.json', inputs: {} } };
// @ts-expect-error a script has a source or a file
const neither: PlanStep = { id: 'a', run: { kind: 'script', language: 'node' } };
// @ts-expect-error axes are a list, because their order counts
const axes: PlanStep = { id: 'a', run: { kind: 'shell', command: 'x' }, matrix: { axes: { os: ['a'] } } };
// @ts-expect-error in a plan a duration is a number
const lasting: PlanStep = { id: 'a', run: { kind: 'shell', command: 'x' }, timeoutMs: '5m' };
// @ts-expect-error in a plan an expression is text
const symbolic: PlanStep = { id: 'a', run: { kind: 'shell', command: 'x' }, when: status.always };
// @ts-expect-error unknown version
const newer: Plan = { ...empty, irVersion: 2, steps: [] };
// @ts-expect-error a plan has no edges; a reader takes them
const edges: Plan = { ...empty, steps: [], edges: [{ from: 'a', to: 'b' }] };

// @ts-expect-error a code that does not exist
WorkflowError.is(new Error('x'), 'WF_NOT_FOUND');
