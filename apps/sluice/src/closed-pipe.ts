/** Readers that have had enough: `sluice … | head`. @module */

/**
 * Whoever reads a stream may close it before everything is written. What comes after goes nowhere, without a word, and
 * the run goes on to its end: a reader that leaves is no reason to stop half-way.
 */
export function outliveReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
