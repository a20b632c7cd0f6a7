/** Secrets never show: masks values in all the forms in which they travel. @module */

/** What stands in place of a secret. */
const MASK = '***';

/** Lines of a longer secret that are shorter than this stay: a brace alone gives nothing away, and stands everywhere. */
const SHORTEST_LINE = 4;

/** Knows the secret values of one attempt. */
export interface Masker {
  /** Masks a value from now on: raw, line by line, in base64, URI-encoded and escaped as in JSON. */
  add(value: string): void;
  mask(text: string): string;
  /** Whether a text holds a masked value. */
  holds(text: string): boolean;
  readonly empty: boolean;
  /** The last place up to `at` where a text can be cut without cutting a masked value in two. */
  safeCut(text: string, at: number): number;
  /** The length of the longest masked form: so much must be seen beyond a cut. */
  readonly longest: number;
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
      const lines = value.split(/\r?\n/).map((line) => line.trim());
      const parts =
        lines.length === 1 ? lines : lines.filter((line) => line.length >= SHORTEST_LINE);
      for (const text of new Set([value, value.trim(), ...parts])) {
        for (const form of [text, ...escapedForms(text), ...base64Forms(text)]) put(form);
      }
      const longestFirst = [...values].sort((a, b) => b.length - a.length);
      pattern = new RegExp(longestFirst.map((text) => escapePattern(text)).join('|'), 'g');
    },
    mask: (text) => (pattern === undefined ? text : text.replace(pattern, MASK)),
    holds(text) {
      for (const value of values) if (text.includes(value)) return true;
      return false;
    },
    safeCut(text, at) {
      let cut = at;
      for (let moved = true; moved; ) {
        moved = false;
        for (const value of values) {
          const from = text.slice(Math.max(0, cut - value.length + 1), cut + value.length - 1);
          const found = from.indexOf(value);
          if (found < 0) continue;
          cut = Math.max(0, cut - value.length + 1) + found;
          moved = true;
        }
      }
      return cut > 0 ? cut : at;
    },
    get longest() {
      let length = 0;
      for (const value of values) length = Math.max(length, value.length);
      return length;
    },
    get empty() {
      return values.size === 0;
    },
  };
}

/** As it stands in URLs, in JSON (also in JSON within JSON, and with ASCII only), and between single quotes of a shell. */
function escapedForms(text: string): string[] {
  const whole = text.toWellFormed();
  const uri = encodeURIComponent(whole);
  const json = JSON.stringify(text).slice(1, -1);
  return [
    uri,
    uri.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    encodeURI(whole),
    new URLSearchParams([['', whole]]).toString().slice(1),
    json,
    json.replaceAll('/', '\\/'),
    json.replace(
      /[^\x20-\x7e]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
    JSON.stringify(json).slice(1, -1),
    text.replaceAll("'", "'\\''"),
  ];
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
