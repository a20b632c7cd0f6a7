import { type SourceToken, sourceTokens } from './source-tokens.ts';

/** One import of a module, in any of its forms. */
export interface ModuleImport {
  readonly specifier: string;
  /** Erased by the compiler: `import type`, `export type … from`, `typeof import()`. */
  readonly typeOnly: boolean;
}

/** Every module that a TypeScript source imports or exports from, in order. */
export function moduleImports(source: string): readonly ModuleImport[] {
  const tokens = sourceTokens(source);
  const found: ModuleImport[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' || tokens[index - 1]?.text === '.') return;
    if (token.text !== 'import' && token.text !== 'export') return;
    const imported = importAt(tokens, index);
    if (imported !== undefined) found.push(imported);
  });
  return found;
}

function importAt(tokens: readonly SourceToken[], index: number): ModuleImport | undefined {
  const next = tokens[index + 1];
  if (next?.text === '(' && next.kind === 'mark') {
    const argument = tokens[index + 2];
    if (argument?.kind !== 'string') return undefined;
    return { specifier: argument.text, typeOnly: tokens[index - 1]?.text === 'typeof' };
  }
  if (next?.kind === 'string') return { specifier: next.text, typeOnly: false };
  const typeOnly =
    next?.kind === 'word' && next.text === 'type' && tokens[index + 2]?.text !== 'from';
  // Only names, braces, commas, stars and `as` stand between the keyword and `from`.
  for (let at = index + 1; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    const after = tokens[at + 1];
    if (token.kind === 'word' && token.text === 'from' && after?.kind === 'string') {
      return { specifier: after.text, typeOnly };
    }
    if (token.kind === 'mark' && !'{},*'.includes(token.text)) return undefined;
    if (token.kind === 'string' && tokens[at - 1]?.text !== 'as' && after?.text !== 'as') {
      return undefined;
    }
    if (token.kind === 'word' && (token.text === 'import' || token.text === 'export')) {
      return undefined;
    }
  }
  return undefined;
}
