/** Commands inside what a process prints: `::add-mask::value`. @module */
import type { Masker } from '../logs/masker.ts';

const ADD_MASK = /^\s*::add-mask::(.*)$/;

/** Masks what a line asks to mask. The line itself is masked by whoever writes it. */
export function heedLine(text: string, masker: Masker): void {
  const value = ADD_MASK.exec(text)?.[1];
  if (value !== undefined) masker.add(unescapeData(value));
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
