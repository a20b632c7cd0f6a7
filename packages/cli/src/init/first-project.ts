/** The first `sluice.ts` of a project: the example of the README. @module */

/** Its text. */
export const FIRST_PROJECT: string = `import { app, automation, task } from '@sluice/core';
import { z } from 'zod';

const greet = task({
  name: 'greet',
  description: 'Say hello',
  inputs: z.object({ name: z.string() }),
  outputs: ['greeting'],
  run({ inputs, log }) {
    const greeting = \`Hello, \${inputs.name}\`;
    log.info(greeting);
    return { greeting };
  },
});

const welcome = automation({
  name: 'welcome',
  inputs: z.object({ name: z.string(), twice: z.boolean().default(false) }),
  jobs({ job, inputs }) {
    const first = job(greet, { inputs: { name: inputs.name } });
    job(greet, {
      id: 'again',
      inputs: { name: first.output('greeting') },
      when: inputs.twice,
    });
    return { greeting: first.output('greeting') };
  },
});

export default app({
  entryPoint: 'npx sluice',
  commands: { Greetings: [greet] },
  automations: [welcome],
});
`;
