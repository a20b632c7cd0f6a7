import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './workspace.ts';

/** A fenced block of a document. */
export interface CodeBlock {
  /** The document, from the root of the repository. */
  readonly document: string;
  readonly language: string;
  /** What stands after the language: the name of the file that the block shows. */
  readonly title: string;
  readonly code: string;
  /** The line of the document on which the code begins. */
  readonly line: number;
}

/** The documents whose code is held to be true: the README, the guides and the numbered chapters. */
export function documents(): readonly string[] {
  const guides = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
  const chapters = globSync('docs/*.md', { cwd: ROOT }).sort();
  return [...guides, ...chapters].filter((path) => existsSync(join(ROOT, path)));
}

/** Every fenced block of a document, in order. */
export function codeBlocks(document: string): readonly CodeBlock[] {
  const lines = readFileSync(join(ROOT, document), 'utf8').split('\n');
  const blocks: CodeBlock[] = [];
  let open: { language: string; title: string; start: number } | undefined;
  lines.forEach((line, index) => {
    const fence = /^```(\S*)\s*(.*)$/.exec(line);
    if (fence === null) return;
    if (open === undefined) {
      open = { language: fence[1] ?? '', title: fence[2] ?? '', start: index + 1 };
      return;
    }
    const { language, title, start } = open;
    const code = `${lines.slice(start, index).join('\n')}\n`;
    blocks.push({ document, language, title, code, line: start + 1 });
    open = undefined;
  });
  return blocks;
}

/** The relative links of a document. */
export function relativeLinks(document: string): readonly string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}
