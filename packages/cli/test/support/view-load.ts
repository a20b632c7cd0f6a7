/** A process with fifty steps at work, each of which writes fifty lines a second; it prints what part of a core it took. */
import { openSync, writeSync } from 'node:fs';
import type { Plan } from '@sluice/core/plan';
import { createRunState, evolve, type RunEvent, type RunFact, view } from '@sluice/core/run';
import type { Reporter } from '../../src/run/reporter.ts';
import { createStyle } from '../../src/text/style.ts';
import { createLiveReporter } from '../../src/view/live.ts';

const STEPS = 50;
const LINES_A_SECOND = 50;
/** What V8 needs until it has compiled what is hot, and what is measured then. */
const WARM_SECONDS = 3;
const SECONDS = 8;

const steps = Array.from({ length: STEPS }, (_, at) => ({
  id: `step-${at}`,
  run: { kind: 'shell', command: 'true' },
}));
const plan = { irVersion: 1, kind: 'automation', name: 'load', inputs: {}, outputs: {}, steps };

let state = createRunState();
let seq = 0;
const silent: Reporter = { event: () => undefined, log: () => undefined, end: () => undefined };
const reporter = process.argv[2] === 'live' ? live() : silent;

function live(): Reporter {
  const terminal = openSync('/dev/null', 'w');
  return createLiveReporter({
    output: {
      isTTY: true,
      columns: 120,
      rows: 50,
      write: (text) => writeSync(terminal, text),
    },
    style: createStyle(true),
    cwd: '/',
    logs: 'full',
    skipNote: () => '',
    view: async () => view(state),
  });
}

function happen(fact: RunFact): void {
  seq += 1;
  const event = { ...fact, seq, at: Date.now() } as RunEvent;
  state = evolve(state, event);
  reporter.event(event);
}

happen({
  type: 'run-started',
  run: 'r' as never,
  plan: plan as unknown as Plan,
  planHash: 'h',
  inputs: {},
});
for (const { id } of steps) {
  const at = { step: id as never, attempt: 1 };
  happen({ type: 'step-scheduled', ...at, inputs: { value: {} } });
  happen({ type: 'step-started', ...at, worker: 'w', token: 't' as never });
}

const start = performance.now();
const first = process.cpuUsage();
let warm: { readonly at: number; readonly used: NodeJS.CpuUsage } | undefined;
let line = 0;
const feed = setInterval(() => {
  const due = ((performance.now() - start) / 1000) * LINES_A_SECOND;
  for (; line < due; line++) {
    for (const { id } of steps) {
      const text = `\u001b[32mline ${line}\u001b[0m of ${id}: compiled src/some/where/module-${line % 97}.ts in ${line % 40} ms`;
      reporter.log(id, { line, at: 0, stream: 'stdout', text });
    }
  }
  const now = performance.now();
  if (warm === undefined && now - start > WARM_SECONDS * 1000) {
    warm = { at: now, used: process.cpuUsage() };
  }
  if (warm === undefined || now - warm.at < SECONDS * 1000) return;
  clearInterval(feed);
  reporter.abandon?.();
  const result = {
    share: shareSince(warm.at, warm.used),
    withStart: shareSince(start, first),
    lines: line * STEPS,
  };
  process.stdout.write(JSON.stringify(result));
}, 20);

function shareSince(at: number, used: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1000 / (performance.now() - at);
}
