/** Interruptions of this process. @module */
import type { StopListener } from '@sluice/cli';

type Interruption = 'SIGINT' | 'SIGTERM';

/** Hears SIGINT and SIGTERM instead of ending; returns how to stop listening. */
export function onInterrupt(listener: (signal: Interruption) => void): () => void {
  const handle = (signal: NodeJS.Signals): void => listener(signal as Interruption);
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

/** Hears Ctrl-Z before this process stops, and when it goes on; returns how to stop listening. */
export function onStop({ before, after }: StopListener): () => void {
  if (before === undefined) {
    const goOn = (): void => after(0);
    process.on('SIGCONT', goOn);
    return () => void process.off('SIGCONT', goOn);
  }
  const stop = (): void => {
    before();
    const from = performance.now();
    // Not SIGSTOP: where nobody is there who could let it go on, the system does not stop it, as it would not without us.
    process.off('SIGTSTP', stop);
    // This call returns when the process goes on.
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', stop);
    after(performance.now() - from);
  };
  process.on('SIGTSTP', stop);
  return () => void process.off('SIGTSTP', stop);
}
