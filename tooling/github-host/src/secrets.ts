/** What a runner hides: the secrets of a run and what `::add-mask::` named. @module */

/** The masked values of a run; grows while it runs. */
export interface Masks {
  /** Hides a value and each of its lines from here on. */
  add(value: string): void;
  /** Whether a text holds a masked value. */
  within(text: string): boolean;
  /** The text with `***` in the place of every masked value. */
  hide(text: string): string;
}

/** A set of masks that begins with the secrets of the run. */
export function createMasks(secrets: Readonly<Record<string, string>>): Masks {
  const values = new Set<string>();
  const add = (value: string): void => {
    for (const part of [value, ...value.split('\n')].map((each) => each.trim())) {
      if (part !== '') values.add(part);
    }
  };
  for (const secret of Object.values(secrets)) add(secret);
  return {
    add,
    within: (text) => [...values].some((value) => text.includes(value)),
    hide: (text) =>
      [...values]
        .sort((a, b) => b.length - a.length)
        .reduce((hidden, value) => hidden.replaceAll(value, '***'), text),
  };
}
