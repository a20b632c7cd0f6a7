// sequential steps, shell/script/llm, prompts, untrusted text, nested workflows, iteration, documents, gates.

import {
  document,
  fence,
  flow,
  github,
  on,
  prompt,
  promptFile,
  sh,
  status,
  task,
  text,
} from '@sluice/core';
import { z } from 'zod';

// steps become 1_fetch-source, 2_compile-source
const fetchSource = task({
  name: 'fetch-source',
  inputs: z.object({ repo: z.string() }),
  outputs: ['dir'],
  run: () => ({ dir: '/src' }),
});
const compileSource = task({
  name: 'compile-source',
  inputs: z.object({ sourceDir: z.string() }),
  outputs: ['binary'],
  run: () => ({ binary: 'app' }),
});

export const buildPipeline = flow({
  name: 'build-pipeline',
  inputs: z.object({ repo: z.string().default('main') }),
  steps({ step }, { repo }) {
    const source = step(fetchSource, { repo });
    const compiled = step(compileSource, { sourceDir: source.output('dir') });
    return { binary: compiled.output('binary') };
  },
});

// plan with triggers and three kinds of step
const codeReview = prompt({
  name: 'code-review',
  description: 'Review code changes',
  inputs: z.object({ files: z.array(z.object({ path: z.string(), diff: z.string() })) }),
  template:
    'Review the following code changes:\n{{#each files}}\n## {{this.path}}\n{{this.diff}}\n{{/each}}',
});

export const ciPipeline = flow({
  name: 'ci-pipeline',
  on: [on.push({ branches: ['main'] }), on.pullRequest(), on.issue({ types: ['opened'] })],
  inputs: z.object({ files: z.array(z.object({ path: z.string(), diff: z.string() })) }),
  steps({ shell, llm, script }, { files }) {
    const test = shell('test', 'npm test', {
      outputs: { coverage: z.number() },
      retry: { attempts: 2, backoff: '5s' },
    });
    shell('build', sh`npm run build -- --coverage=${test.output('coverage')}`, {
      needs: [test],
      env: { COVERAGE: test.output('coverage') },
    });
    const lines = shell('count', 'wc -l **/*.ts', {
      continueOnError: true,
      when: test.output('coverage').ge(80),
    });
    const review = llm('review', {
      prompt: codeReview.with({ files }),
      tools: ['read-file', 'grep'],
      answer: z.object({
        verdict: z.enum(['approve', 'request-changes']),
        notes: z.array(z.string()),
      }),
      needs: [test, lines],
      when: status.notFailed,
    });
    const posted = script(
      'post',
      { language: 'python', source: 'print("hi")' },
      {
        when: review.output('verdict').eq('request-changes'),
        args: [review.output('verdict'), review.output('notes').at(0).orElse('no notes')],
        approval: { acceptors: ['role:reviewer'], onReject: 'skip' },
      },
    );
    return { verdict: review.output('verdict'), log: posted.output('stdout') };
  },
});

// text that strangers wrote is fenced before it reaches a model; a shell may have it, as a variable
const issueReview = prompt({
  name: 'issue-review',
  inputs: z.object({ title: z.string(), body: z.string() }),
  template: 'Is this a bug?\n{{title}}\n{{body}}',
});

export const reviewIssue = flow({
  name: 'review-issue',
  inputs: z.object({ title: z.string(), body: z.string() }),
  steps({ llm, shell }) {
    shell('show', sh`printf '%s' ${github.issue.title} ${github.headRef.orElse('main')}`);
    const review = llm('review', {
      prompt: issueReview.with({
        title: fence(github.issue.title),
        body: fence(github.issue.body),
      }),
      answer: z.object({ bug: z.boolean() }),
    });
    const answer = llm('answer', {
      prompt: text`Answer comment ${fence(github.event.get('comment').get('body'))} of run ${github.runNumber} of ${github.workflow}.`,
      when: review.output('bug'),
    });
    return { bug: review.output('bug'), answer: answer.output('text') };
  },
});

// nested workflows by value and by saved name
declare module '@sluice/core' {
  interface SavedWorkflows {
    'fix-issue': { inputs: { issueNumber: string }; outputs: { prUrl: string } };
  }
}
declare module '@sluice/core' {
  interface PromptFiles {
    'epic-backlog': z.ZodObject<{ discovery: z.ZodString }>;
  }
}

export const triage = flow({
  name: 'triage',
  inputs: z.object({ issue: z.string() }),
  steps({ call, callSaved, shell }, { issue }) {
    const nested = call(
      ciPipeline,
      { files: [{ path: 'a.ts', diff: issue }] },
      { id: 'first-look' },
    );
    const fixed = callSaved('fix-issue', { issueNumber: issue });
    const dynamic = callSaved('generated-by-planner', { anything: [1, 2, issue] });
    shell('announce', sh`echo ${fixed.output('prUrl')} ${nested.output('verdict')}`, {
      needs: [dynamic],
    });
    return { prUrl: fixed.output('prUrl') };
  },
});

// documents, iteration, gates
const Discovery = document({
  name: 'discovery',
  scope: 'project',
  schema: z.object({ summary: z.string() }),
});
const Backlog = document({
  name: 'epic-backlog',
  scope: 'project',
  schema: z.object({ epics: z.array(z.object({ id: z.string(), title: z.string() })) }),
});
const Architecture = document({
  name: 'architecture',
  scope: 'epic',
  schema: z.object({ decisions: z.array(z.string()) }),
});
const Sizes = document({
  name: 'sizes',
  scope: 'project',
  schema: z.record(z.string(), z.number()),
});

const measure = task({
  name: 'measure',
  inputs: z.object({ titles: z.array(z.string()) }),
  outputs: { sizes: z.record(z.string(), z.number()), unit: z.enum(['days', 'points']) },
  run: () => ({ sizes: {}, unit: 'days' as const }),
});

export const combine = flow({
  name: 'discovery-to-architecture',
  inputs: z.object({ brief: z.string() }),
  steps({ llm, gate, forEach, read, step }, { brief }) {
    const discovery = llm('discovery', {
      prompt: text`Write a discovery for ${brief}`,
      produces: Discovery,
    });
    const backlog = llm('backlog', {
      prompt: promptFile('epic-backlog').with({
        discovery: discovery.output('document').get('summary'),
      }),
      produces: Backlog,
    });
    step(
      measure,
      { titles: read(Backlog).get('epics').pluck('title') },
      { produces: [Sizes, 'sizes'], needs: [backlog] },
    );
    const accepted = gate('accept-backlog', {
      review: backlog.output('document'),
      acceptors: ['role:product-owner'],
      onReject: { rework: [backlog], max: 3 },
      deadline: { after: '7d', decision: 'reject' },
    });
    const perEpic = forEach(
      'architectures',
      {
        over: read(Backlog).get('epics'),
        key: 'id',
        scope: 'epic',
        maxParallel: 2,
        needs: [accepted],
      },
      (build, epic) => {
        const doc = build.llm('architecture', {
          prompt: text`Design ${epic.get('title')}`,
          produces: Architecture,
        });
        return { decisions: doc.output('document').get('decisions'), title: epic.get('title') };
      },
    );
    const drafts = forEach(
      'drafts',
      { over: perEpic.output('title'), failFast: false },
      (build, title, { index }) => {
        const draft = build.shell('draft', sh`./draft ${index} ${title}`);
        return { draft: draft.output('stdout') };
      },
    );
    return {
      decisions: perEpic.output('decisions'),
      drafts: drafts.output('draft'),
      approvedBy: accepted.output('decidedBy'),
    };
  },
});
