import { automation, github, on, unsafe } from '@sluice/core';
import { z } from 'zod';
import { lint, say } from './tasks.ts';

/** What starts a workflow. */
export const triggers = {
  'push-and-pull-request': automation({
    name: 'push-and-pull-request',
    on: [
      on.push({ branches: ['main', 'release/**', '!release/old'], pathsIgnore: ['docs/**'] }),
      on.pullRequest({ types: ['opened', 'synchronize'], branches: ['main'] }),
      on.dispatch(),
    ],
    jobs: ({ job }) => void job(lint),
  }),

  'several-of-a-kind': automation({
    name: 'several-of-a-kind',
    on: [
      on.push({ branches: ['main'] }),
      on.push({ tags: ['v*'] }),
      on.schedule('0 3 * * *', { timezone: 'Europe/Madrid' }),
      on.schedule('30 12 * * 1-5'),
      on.pullRequest(),
      on.pullRequest({ types: ['closed'] }),
    ],
    jobs: ({ job }) => void job(lint),
  }),

  'release-and-repository-dispatch': automation({
    name: 'release-and-repository-dispatch',
    on: [
      on.release({ types: ['published'] }),
      on.repositoryDispatch(['requested', 'asked-for']),
      on.push({ tagsIgnore: ['v0.*'], paths: ['src/**', '!src/old/**'] }),
    ],
    jobs: ({ job }) => void job(lint),
  }),

  'issues-and-comments': automation({
    name: 'issues-and-comments',
    on: [
      on.issue({ types: ['opened'] }),
      on.issueComment({ types: ['created'], contains: '/review' }),
      on.issueComment({ types: ['edited'], contains: '/again' }),
    ],
    jobs({ job }) {
      const first = job(lint);
      job(say, { inputs: { text: github.comment.body }, needs: [first] });
    },
  }),

  'unsafe-triggers': automation({
    name: 'unsafe-triggers',
    on: [
      unsafe.pullRequestTarget({ types: ['labeled'] }),
      unsafe.workflowRun({ workflows: ['ci'], types: ['completed'], branches: ['main'] }),
    ],
    jobs: ({ job }) => void job(lint, { permissions: { 'pull-requests': 'write' } }),
  }),

  'defaults-on-other-events': automation({
    name: 'defaults-on-other-events',
    on: on.push(),
    inputs: z.object({
      text: z.string().default('pushed'),
      times: z.number().default(2),
      none: z.number().default(0),
      loud: z.boolean().default(true),
      quiet: z.boolean().default(false),
    }),
    jobs({ job, inputs }) {
      job(say, {
        inputs: { text: inputs.text, times: inputs.times, loud: inputs.loud },
        when: inputs.quiet.not().and(inputs.none.eq(0)),
      });
    },
  }),
};
