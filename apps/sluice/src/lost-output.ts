/** What is written and does not arrive: readers that have had enough (`sluice … | head`), disks that are full. @module */

const lost = new Set<string>();

/**
 * Whoever reads a stream may close it before everything is written. What comes after goes nowhere, without a word, and
 * the run goes on to its end: a reader that leaves is no reason to stop half-way. What a disk refuses does not stop the
 * run either, but is said, once.
 */
export function outlive(name: 'stdout' | 'stderr', stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || lost.has(name)) return;
    lost.add(name);
    if (name === 'stderr') return;
    const fact = error.message.replace(/^\w+: /, '').replace(/, \w+$/, '');
    process.stderr.write(
      `error[STORAGE_FAILED]: Standard output was not written whole: ${fact}.\n` +
        '  hint: Free some space, or write to another place.\n',
    );
  });
}

/** The exit code of a command whose output was to arrive: what ended well and could not be written is not all well. */
export async function withOutput(code: number): Promise<number> {
  // Streams tell of their errors a moment later.
  await new Promise(setImmediate);
  return code === 0 && lost.size > 0 ? 1 : code;
}
