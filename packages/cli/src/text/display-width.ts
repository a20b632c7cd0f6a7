/** How many cells of a terminal a text takes. @module */

const PRINTABLE = /^[ -~]*$/;
// Characters of one cell that join with nothing, our own symbols among them. Most lines have no others, and segmenting
// a line costs a hundred times as much as this.
const SINGLE =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u21bb\u2500-\u25a0\u2713\u2717\u2800-\u28ff]*$/;
// Made when the first text needs it: it takes as long as half of the start of Node.
let made: Intl.Segmenter | undefined;
function graphemes(text: string): Intl.Segments {
  made ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return made.segment(text);
}

/** First and last code points of East Asian wide and fullwidth characters, and of emoji shown as pictures. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

// Control sequences, then strings for the terminal (titles, links, pictures), then what is left of either.
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[PX\]^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b.?/g;
// Control characters, and what is not seen but changes how the rest is read: directions, the mark of a byte order.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Takes out escape sequences and control characters; a tab becomes spaces, and of a line that was overwritten the last state stays. */
export function stripControl(text: string): string {
  if (PRINTABLE.test(text)) return text;
  return text
    .replace(/^[\s\S]*\r(?=[^\r\n])/, '')
    .replace(/\t/g, '  ')
    .replace(ESCAPES, '')
    .replace(UNSEEN, '');
}

/** The cells of one grapheme. */
function cells(grapheme: string): number {
  const point = grapheme.codePointAt(0) ?? 0;
  if (/^\p{Mark}+$/u.test(grapheme)) return 0;
  if (grapheme.includes('\ufe0f') || /^\p{Emoji_Presentation}/u.test(grapheme)) return 2;
  return WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}

/** The width of a text in cells, without its colours. */
export function displayWidth(text: string): number {
  const plain = text.includes('\u001b') ? stripControl(text) : text;
  if (SINGLE.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of graphemes(plain)) width += cells(segment);
  return width;
}

/** A width that a text does not exceed: cheap, and the width itself for most texts. */
export function greatestWidth(text: string): number {
  return SINGLE.test(text) ? text.length : 2 * text.length;
}

/** Cuts a text without colours to a width in cells; what is cut shows as `…`. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns <= 0) return '';
  if (SINGLE.test(text)) return `${text.slice(0, columns - 1)}…`;
  let width = 0;
  let kept = '';
  for (const { segment } of graphemes(text)) {
    const next = cells(segment);
    if (width + next > columns - 1) break;
    width += next;
    kept += segment;
  }
  return `${kept}…`;
}

/** Breaks a text into lines of at most `columns` cells, at spaces where it can. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line === '') line = word;
      else if (displayWidth(line) + 1 + displayWidth(word) <= columns) line += ` ${word}`;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** A text behind a lead, wrapped so that its further lines stand below its first. */
export function hangText(lead: string, text: string, columns: number): readonly string[] {
  const indent = ' '.repeat(displayWidth(lead));
  const lines = wrapText(text, columns - indent.length);
  return lines.map((line, at) => (at === 0 ? lead : indent) + line);
}

/** Fills a text with spaces up to a width. */
export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
