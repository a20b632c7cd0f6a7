// The release of this repository's own `packages/core`: `npm start` runs it, up to the publishing itself.
import { app, automation, matrix, on, setup } from '@sluice/core';
import { z } from 'zod';
import { changelog } from './tasks/changelog.ts';
import { lint } from './tasks/lint.ts';
import { pack } from './tasks/pack.ts';
import { publish } from './tasks/publish.ts';
import { tryTarball } from './tasks/try-tarball.ts';

const release = automation({
  name: 'release',
  description: 'Check, pack and try out @sluice/core, and publish it when asked to',
  on: on.dispatch(),
  inputs: z.object({
    publish: z.boolean().default(false).describe('Publish the tarball to the registry'),
  }),
  jobs({ job, inputs }) {
    const style = job(lint);
    const notes = job(changelog);
    const packed = job(pack, { needs: [style, notes] });
    const consumers = matrix({ entry: ['.', './plan'], consumer: ['javascript', 'typescript'] });
    const tried = job.each(consumers, tryTarball, {
      inputs: {
        tarball: packed.artifact('tarball'),
        entry: consumers.get('entry'),
        consumer: consumers.get('consumer'),
      },
    });
    job(publish, {
      inputs: { tarball: packed.artifact('tarball'), version: packed.output('version') },
      needs: [tried],
      when: inputs.publish,
    });
    return {
      version: packed.output('version'),
      size: packed.output('size'),
      digest: packed.output('digest'),
      commits: notes.output('commits'),
    };
  },
});

export default app({
  entryPoint: 'npx sluice',
  bootstrap: [setup.checkout({ fetchDepth: 0 }), setup.node('22'), setup.pnpm(), setup.install()],
  commands: { Release: [lint, changelog, pack, tryTarball] },
  automations: [release],
});
