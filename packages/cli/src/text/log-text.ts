/** Lines that programs wrote, made safe to show. @module */
import { stripControl } from './display-width.ts';
import type { Style } from './style.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it looks for
const COLOR = /(\u001b\[[\d;:]*m)/;

/** A line without anything that moves a cursor; its colours stay where colours are wanted. */
export function logText(text: string, style: Style): string {
  if (!style.enabled || !text.includes('\u001b[')) return stripControl(text);
  const parts = text.split(COLOR);
  if (parts.length === 1) return stripControl(text);
  return `${parts.map((part, at) => (at % 2 === 1 ? part : stripControl(part))).join('')}\u001b[0m`;
}
