/** Logs that somebody hears while they are written. @module */
import type { LogLine, LogSink, StepKey } from '@sluice/core/run';

/** The same sink; what is written to it is also heard. */
export function heardLines(
  sink: LogSink,
  onLines: (step: StepKey, lines: readonly LogLine[]) => void,
): LogSink {
  return {
    async append(ref, lines) {
      onLines(ref.step, lines);
      await sink.append(ref, lines);
    },
    read: (ref, after, signal) => sink.read(ref, after, signal),
    delete: (run) => sink.delete(run),
  };
}
