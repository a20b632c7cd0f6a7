/**
 * The references of nodes-and-edges JSON: `${node.key}`, `${input}`, `${list[0].field}`, `$input`, and `$${…}` for a
 * text that only looks like one. Each becomes an expression of a plan.
 * @module
 */
import { escapeTemplate } from '@sluice/core/plan';

/** Where a name of the JSON leads in the plan. */
export interface Names {
  /** The expression of a dotted path; undefined when nothing has its first name. */
  expressionOf(path: string): string | undefined;
  /** Whether a bare `$name` is a reference: only what was declared is, for everybody's shell has variables. */
  isDeclared(name: string): boolean;
}

/** A text that was rewritten, and the references in it that lead nowhere. */
export interface Rewritten {
  readonly text: string;
  readonly unknown: readonly string[];
}

const REFERENCE = /\$\$\{([^}]*)\}|\$\{([^{}]*)\}|\$([A-Za-z_]\w*)/g;

/** Rewrites a text. One that is a whole reference keeps the type of the value. */
export function rewriteText(text: string, names: Names): Rewritten {
  const unknown: string[] = [];
  const parts = split(text, names).map((part) => {
    if (typeof part === 'string') return escapeTemplate(part);
    if (part.expression === undefined) unknown.push(part.path);
    return part.expression === undefined
      ? escapeTemplate(part.written)
      : `\${{ ${part.expression} }}`;
  });
  return { text: parts.join(''), unknown };
}

/**
 * Rewrites a command. The values of a plan never become source, so that a reference in single quotes steps out of them;
 * what is no name of the JSON is a variable of the shell, and stays. No shell has one with a dot: that leads nowhere.
 */
export function rewriteCommand(command: string, names: Names): Rewritten {
  const unknown: string[] = [];
  let quote: '"' | "'" | undefined;
  let result = '';
  for (const part of split(command, names)) {
    if (typeof part !== 'string' && part.expression !== undefined) {
      const value = `\${{ ${part.expression} }}`;
      result += quote === "'" ? `'${value}'` : value;
      continue;
    }
    const text = typeof part === 'string' ? part : part.written;
    if (typeof part !== 'string' && DOTTED.test(part.path)) unknown.push(part.path);
    quote = quoteAfter(text, quote);
    result += escapeTemplate(text);
  }
  return { text: result, unknown };
}

const DOTTED = /^[A-Za-z_][\w-]*\.[\w.[\]-]+$/;

type Part =
  | string
  | { readonly written: string; readonly path: string; readonly expression: string | undefined };

function split(text: string, names: Names): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [written, escaped, braced, bare] = match;
    if (bare !== undefined && !names.isDeclared(bare)) continue;
    parts.push(text.slice(from, match.index));
    const path = braced ?? bare;
    if (path === undefined) parts.push(`\${${escaped}}`);
    else parts.push({ written, path, expression: names.expressionOf(path) });
    from = match.index + written.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}

function quoteAfter(text: string, before: '"' | "'" | undefined): '"' | "'" | undefined {
  let quote = before;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && quote !== "'") at++;
    else if (character === '"' || character === "'") {
      if (quote === undefined) quote = character;
      else if (quote === character) quote = undefined;
    }
  }
  return quote;
}
