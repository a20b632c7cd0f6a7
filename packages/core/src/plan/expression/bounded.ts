/** A memory of results that cannot grow without end. @module */

/** Texts longer than this are worked on each time: remembering them would cost more than it saves. */
const LONGEST = 4_096;
const MOST = 4_096;

/** Remembers the results of a pure function of a text; the oldest are forgotten first. */
export function bounded<Result>(compute: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = compute(text);
    if (text.length <= LONGEST) {
      if (known.size >= MOST) known.delete(known.keys().next().value!);
      known.set(text, result);
    }
    return result;
  };
}
