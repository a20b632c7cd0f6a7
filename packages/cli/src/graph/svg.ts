/** A plan as a picture: SVG without scripts or fonts of its own, readable on light and on dark. @module */
import { displayWidth } from '../text/display-width.ts';
import type { Diagram } from './diagram.ts';
import { type Box, type Layout, LINE_HEIGHT, layOut, type Way } from './layout.ts';

const MARGIN = 24;
const TITLE = 36;
/** A cell of a monospaced font of 13 pixels; titles are bold, and conditions as wide as the rest. */
const CELL = 7.9;

const STYLE = `
  svg { --ink: #1f2328; --soft: #59636e; --line: #8c959f; --fill: #f6f8fa; --inner: #ffffff; --paper: #ffffff; --gate: #9a6700; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #f0f6fc; --soft: #9198a1; --line: #656c76; --fill: #151b23; --inner: #0d1117; --paper: #0d1117; --gate: #d29922; }
  }
  .paper { fill: var(--paper); }
  text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: var(--ink); }
  .heading { font-size: 15px; font-weight: 600; }
  .title { font-weight: 600; }
  .detail { fill: var(--soft); }
  .condition { fill: var(--soft); font-style: italic; }
  .box { fill: var(--fill); stroke: var(--line); stroke-width: 1.2; }
  .holds { fill: var(--inner); }
  .gate { stroke: var(--gate); stroke-width: 2; }
  .conditional { stroke-dasharray: 5 4; }
  .way { fill: none; stroke: var(--line); stroke-width: 1.5; }
  .head { fill: var(--line); }`;

/** The picture. Conditions are dashed, gates set off; a box that contains steps holds their boxes. */
export function printSvg(title: string, diagram: Diagram): string {
  const layout = layOut(diagram, (text) => displayWidth(text) * CELL);
  const width = Math.ceil(Math.max(layout.width, displayWidth(title) * 9.2)) + 2 * MARGIN;
  const height = Math.ceil(layout.height) + 2 * MARGIN + TITLE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${xmlText(title)}">`,
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>',
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="heading" x="${MARGIN}" y="${MARGIN + 14}">${xmlText(title)}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + TITLE})">`,
    ...body(layout),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Boxes come outer ones first, so that inner ones lie on top; ways lie over all of them. */
function body({ boxes, ways }: Layout): readonly string[] {
  return [...boxes.map(drawBox), ...ways.map(drawWay)];
}

function drawBox({ node, x, y, width, height, lines }: Box): string {
  const classes = [
    'box',
    node.inner === undefined ? '' : 'holds',
    node.kind === 'gate' ? 'gate' : '',
    node.when === undefined ? '' : 'conditional',
  ].filter((name) => name !== '');
  const full = [node.label, node.detail, node.when === undefined ? '' : `when ${node.when}`]
    .filter((line) => line !== '')
    .join('\n');
  return [
    `<g><title>${xmlText(full)}</title>`,
    `<rect class="${classes.join(' ')}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    ...lines.map(
      (line, at) =>
        `<text class="${line.role}" x="${x + 12}" y="${y + 12 + at * LINE_HEIGHT + 13}">${xmlText(line.text)}</text>`,
    ),
    '</g>',
  ].join('');
}

function drawWay({ points, conditional }: Way): string {
  const [first, ...rest] = points;
  let [x, y] = first!;
  let path = `M${x} ${y}`;
  for (const [toX, toY] of rest) {
    const half = (x + toX) / 2;
    path += toY === y ? `L${toX} ${toY}` : `C${half} ${y} ${half} ${toY} ${toX} ${toY}`;
    [x, y] = [toX, toY];
  }
  return `<path class="way${conditional ? ' conditional' : ''}" d="${path}" marker-end="url(#head)"/>`;
}

function xmlText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no place for control characters
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  );
}
