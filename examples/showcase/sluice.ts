// A handbook of four pages: checked, rendered, bundled, and published when asked to. No network.
//   sluice handbook                     everything but the publishing
//   sluice handbook --mistake=teh       the spelling fails: what needs it is skipped, the rest finishes
//   sluice handbook --publish           asks a person before it publishes
//   sluice handbook --pace=200          slowly, to watch it
import { app, automation, flow, matrix, sh, status } from '@sluice/core';
import { z } from 'zod';
import { announce } from './tasks/announce.ts';
import { bundle } from './tasks/bundle.ts';
import { checkPage } from './tasks/check-page.ts';
import { checkSpelling } from './tasks/check-spelling.ts';
import { checkStyle } from './tasks/check-style.ts';
import { collect } from './tasks/collect.ts';
import { publish } from './tasks/publish.ts';
import { render } from './tasks/render.ts';
import { tryBundle } from './tasks/try-bundle.ts';

const statistics = flow({
  name: 'statistics',
  description: 'Count what the handbook consists of, with a shell',
  inputs: z.object({ unit: z.string().default('words') }),
  steps({ shell }, { unit }) {
    const words = shell('words', 'echo "total=$(cat pages/*.md | wc -w)" >> "$GITHUB_OUTPUT"', {
      outputs: { total: z.number() },
    });
    shell('say', sh`printf '%s %s\n' ${words.output('total')} ${unit}`);
    return { total: words.output('total') };
  },
});

const handbook = automation({
  name: 'handbook',
  description: 'Check, render, bundle and publish the handbook',
  inputs: z.object({
    mistake: z.string().optional().describe('A word to find on the last page, such as teh'),
    publish: z.boolean().default(false).describe('Publish the bundle'),
    to: z.string().default('.sluice/published').describe('Where to publish it'),
    pace: z.number().int().default(0).describe('Milliseconds that a line of a log takes'),
  }),
  jobs({ job, inputs }) {
    const { pace } = inputs;
    const collected = job(collect, { inputs: { pace } });
    const pages = collected.output('pages');

    const style = job(checkStyle, { inputs: { pages, pace } });
    const spelling = job(checkSpelling, { inputs: { pages, mistake: inputs.mistake, pace } });
    const counted = job(statistics, { needs: [collected] });
    const each = job.forEach('every-page', { over: pages, key: 'id' }, (job, page) => {
      const checked = job(checkPage, {
        inputs: { title: page.get('title'), text: page.get('text'), pace },
      });
      return { words: checked.output('words') };
    });

    const cells = matrix(
      { format: ['html', 'text'], width: [60, 80] },
      { exclude: [{ format: 'html', width: 60 }], include: [{ format: 'text', width: 40 }] },
    );
    const rendered = job.each(cells, render, {
      inputs: { pages, format: cells.get('format'), width: cells.get('width'), pace },
      needs: [style],
    });

    const bundled = job(bundle, {
      inputs: { files: rendered.artifacts('rendering'), pace },
      needs: [each],
    });
    const tried = job(tryBundle, {
      inputs: { folder: bundled.artifact('handbook'), expected: rendered.outputs('bytes'), pace },
      retry: { attempts: 2, backoff: '1s' },
    });
    const accepted = job.gate('accept', {
      review: bundled.output('files'),
      acceptors: ['role:editor'],
      needs: [tried, spelling],
      when: inputs.publish,
    });
    const published = job(publish, {
      inputs: {
        folder: bundled.artifact('handbook'),
        digest: bundled.output('digest'),
        to: inputs.to,
        pace,
      },
      needs: [accepted],
    });
    job(announce, {
      inputs: { spelling: spelling.result, published: published.result, pace },
      when: status.always,
    });

    return {
      pages: collected.output('count'),
      words: each.output('words'),
      total: counted.output('total'),
      digest: bundled.output('digest'),
      bytes: tried.output('bytes'),
      path: published.output('path'),
    };
  },
});

export default app({
  entryPoint: 'npx sluice',
  commands: {
    Checks: [collect, checkStyle, checkSpelling, statistics],
    Output: [render, bundle, tryBundle],
  },
  automations: [handbook],
});
