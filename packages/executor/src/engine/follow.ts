/** History, then live, without a gap and without an event twice. @module */
import type { RunId } from '@sluice/core/plan';
import type { RunEvent, RunStore } from '@sluice/core/run';
import type { Listeners } from './listeners.ts';

/** The events after `after`; ends with the run, with the signal, or when nobody drives the run here. */
export async function* followEvents(
  store: RunStore,
  listeners: Listeners,
  isDriven: () => boolean,
  run: RunId,
  after: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunEvent> {
  const queue: RunEvent[] = [];
  let ended = false;
  let wake: () => void = () => undefined;
  const stop = (): void => {
    ended = true;
    wake();
  };
  const off = listeners.listen(run, {
    event: (event) => {
      queue.push(event);
      wake();
    },
    end: stop,
  });
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let last = after;
    for await (const event of store.read(run, after)) {
      if (signal?.aborted) return;
      last = event.seq;
      yield event;
      if (event.type === 'run-finished') return;
    }
    if (!isDriven()) ended = true;
    for (;;) {
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
        if (event.seq <= last) continue;
        if (signal?.aborted) return;
        last = event.seq;
        yield event;
        if (event.type === 'run-finished') return;
      }
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (queue.length > 0 || ended) resolve();
      });
    }
  } finally {
    off();
    signal?.removeEventListener('abort', stop);
  }
}
