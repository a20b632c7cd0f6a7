/** Logs, in memory. @module */
import type { LogLine, LogRef, LogSink } from '@sluice/core/run';
import { frozenJson } from './frozen.ts';

/**
 * A {@link LogSink} in memory. `read` gives what was written; with a signal it then goes on with what is written,
 * until the signal is aborted or the logs of the run are deleted.
 */
export function createMemoryLogSink(): LogSink {
  const logs = new Map<string, { readonly run: string; readonly lines: LogLine[] }>();
  const listeners = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of [...listeners]) wake();
  };
  return {
    async append(ref, lines) {
      const key = keyOf(ref);
      const log = logs.get(key) ?? { run: ref.run, lines: [] };
      log.lines.push(...lines.map((line) => frozenJson(line)));
      logs.set(key, log);
      wakeAll();
    },
    async *read(ref, after = 0, signal) {
      const key = keyOf(ref);
      let next = 0;
      let seen = false;
      for (;;) {
        const log = logs.get(key);
        if (log === undefined && seen) return;
        seen ||= log !== undefined;
        while (log !== undefined && next < log.lines.length) {
          const line = log.lines[next++]!;
          if (line.line > after) yield line;
        }
        if (signal === undefined || signal.aborted) return;
        if (logs.get(key) === log && next === (log?.lines.length ?? 0)) {
          await changed(listeners, signal);
        }
      }
    },
    async delete(run) {
      for (const [key, log] of logs) if (log.run === run) logs.delete(key);
      wakeAll();
    },
  };
}

function keyOf(ref: LogRef): string {
  return JSON.stringify([ref.run, ref.step, ref.attempt]);
}

function changed(listeners: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      listeners.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    listeners.add(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}
