/** Counts as words. @module */

/** A count, what it counts, and how that is set off. */
export type Count = readonly [count: number, words: string, paint?: (text: string) => string];

/** `2 running, 1 failed`: what there is none of is left out. */
export function countWords(counts: readonly Count[]): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, words, paint]) => {
      const text = `${count} ${words}`;
      return paint === undefined ? text : paint(text);
    })
    .join(', ');
}
