/** Secrets never show: masks values in all the forms in which they travel. @module */

/** What stands in place of a secret. */
export const MASK = '***';

/** Knows the secret values of one attempt. */
export interface Masker {
  /** Masks a value from now on: raw, line by line, in base64, URI-encoded and JSON-escaped. */
  add(value: string): void;
  mask(text: string): string;
  /** Whether a text holds a masked value. */
  holds(text: string): boolean;
  readonly empty: boolean;
}

/** A masker that knows nothing yet. */
export function createMasker(): Masker {
  const values = new Set<string>();
  let pattern: RegExp | undefined;
  const put = (text: string): void => {
    if (text !== '') values.add(text);
  };
  return {
    add(value) {
      if (value.trim() === '') return;
      for (const text of [value, ...value.split(/\r?\n/).map((line) => line.trim())]) {
        if (text === '') continue;
        put(text);
        put(encodeURIComponent(text.toWellFormed()));
        put(JSON.stringify(text).slice(1, -1));
        for (const form of base64Forms(text)) put(form);
      }
      const longestFirst = [...values].sort((a, b) => b.length - a.length);
      pattern = new RegExp(longestFirst.map((text) => escapePattern(text)).join('|'), 'g');
    },
    mask: (text) => (pattern === undefined ? text : text.replace(pattern, MASK)),
    holds(text) {
      for (const value of values) if (text.includes(value)) return true;
      return false;
    },
    get empty() {
      return values.size === 0;
    },
  };
}

/** Base64 depends on where in a longer text the value begins: three forms, without the characters that neighbours share. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  const forms = [bytes.toString('base64')];
  if (bytes.length < 6) return forms;
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const from = [0, 2, 3][shift] ?? 0;
    const tail = [0, 3, 2][(shift + bytes.length) % 3] ?? 0;
    const inner = encoded.replace(/=+$/, '').length;
    const end = tail === 0 ? inner : inner - 1;
    forms.push(encoded.slice(from, end));
  }
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
