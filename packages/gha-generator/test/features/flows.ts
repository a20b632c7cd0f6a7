import { flow, on, sh, status, task } from '@sluice/core';
import { z } from 'zod';

const fetchSource = task({
  name: 'fetch-source',
  inputs: z.object({ repo: z.string() }),
  outputs: ['dir'],
  run: () => ({ dir: '/src' }),
});
const compileSource = task({
  name: 'compile-source',
  inputs: z.object({ sourceDir: z.string() }),
  outputs: { binary: z.string(), size: z.number() },
  secrets: ['SIGNING_KEY'],
  run: () => ({ binary: 'app', size: 1 }),
});

/** Flows: one job, whose steps are the steps of the plan. */
export const flows = {
  'flow-of-two': flow({
    name: 'flow-of-two',
    inputs: z.object({ repo: z.string().default('main') }),
    steps({ step }, { repo }) {
      const source = step(fetchSource, { repo });
      const compiled = step(compileSource, { sourceDir: source.output('dir') });
      return { binary: compiled.output('binary') };
    },
  }),

  'flow-with-conditions': flow({
    name: 'flow-with-conditions',
    on: on.push({ branches: ['main'] }),
    steps({ step, shell }) {
      const source = step(fetchSource, { repo: 'main' });
      const compiled = step(compileSource, { sourceDir: source.output('dir') });
      shell('big', 'echo big', { when: compiled.output('size').gt(100), continueOnError: true });
      shell('clean', 'rm -rf out', { needs: [compiled], when: status.always });
      const told = shell('tell', sh`echo failed ${compiled.result}`, { when: status.failure });
      shell('last', 'echo last', { needs: [told, source], when: status.notFailed });
    },
  }),

  'flow-with-an-iteration': flow({
    name: 'flow-with-an-iteration',
    inputs: z.object({ files: z.array(z.string()), step: z.boolean().default(false) }),
    steps({ forEach }, { files }) {
      const each = forEach('files', { over: files }, (build, file) => {
        const counted = build.shell('count', sh`wc -l ${file}`);
        return { lines: counted.output('stdout') };
      });
      return { lines: each.output('lines') };
    },
  }),

  'flow-that-is-called': flow({
    name: 'flow-that-is-called',
    on: on.workflowCall(),
    steps({ step }) {
      const compiled = step(compileSource, { sourceDir: '.' });
      return { binary: compiled.output('binary'), size: compiled.output('size') };
    },
  }),
};
