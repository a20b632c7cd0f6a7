/** Interruptions of this process. @module */

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
