/**
 * Commands: how run-time values get into a shell without ever being source text. Each value travels in an environment
 * variable; the command holds only a reference to it, quoted for the place where it stands.
 * @module
 */
import type { Diagnostic } from './errors.ts';
import type { ExprNode } from './expression/node.ts';
import { escapeTemplate, parseTemplate, printTemplate } from './expression/template.ts';
import { createPlaces, type ShellDialect } from './shell-quoting.ts';

/** A command whose values are references to variables. */
export interface LoweredCommand {
  readonly command: string;
  /** The variables, as templates. */
  readonly env: Readonly<Record<string, string>>;
  /** Values that stand where no reference is safe: `EXPR_INVALID`. */
  readonly problems: readonly Diagnostic[];
}

/** How a command is lowered. */
export interface LowerOptions {
  readonly shell?: ShellDialect | undefined;
  /** Names that are taken by other variables of the step. */
  readonly taken?: Iterable<string> | undefined;
}

/** Lowers a command of a plan, with `${{ … }}` in it. */
export function lowerCommand(template: string, options: LowerOptions = {}): LoweredCommand {
  const parsed = parseTemplate(template);
  if (!parsed.ok) {
    const { message, hint } = parsed.problem;
    return { command: template, env: {}, problems: [problem(message, hint)] };
  }
  return lowerParts(parsed.parts, options);
}

/** Lowers a command that is given as texts and the expressions between them. */
export function lowerParts(
  parts: readonly (string | ExprNode)[],
  options: LowerOptions = {},
): LoweredCommand {
  const places = createPlaces(options.shell ?? 'posix');
  const names = createNames(options.taken ?? []);
  const env: Record<string, string> = {};
  const problems: Diagnostic[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      places.text(part);
    } else if (part.op === 'literal' && typeof part.value === 'string' && part.value === '${{') {
      places.text(part.value); // the escape of a literal opening
    } else {
      const value =
        part.op === 'literal' ? escapeTemplate(String(part.value ?? '')) : printTemplate([part]);
      const name = names.nameFor(part, value);
      const refused = places.value(name);
      if (refused === undefined) env[name] = value;
      else problems.push(problem(refused.message, refused.hint));
    }
  }
  return { command: places.result(), env, problems };
}

function problem(message: string, hint?: string): Diagnostic {
  return {
    code: 'EXPR_INVALID',
    severity: 'error',
    message,
    ...(hint !== undefined && { hint }),
  };
}

/** Readable, unique names of variables: equal values share one. */
function createNames(taken: Iterable<string>): { nameFor(node: ExprNode, value: string): string } {
  const used = new Set(taken);
  const byValue = new Map<string, string>();
  return {
    nameFor(node, value) {
      const known = byValue.get(value);
      if (known !== undefined) return known;
      const base = variableName(node);
      let name = base;
      for (let count = 2; used.has(name); count++) name = `${base}_${count}`;
      used.add(name);
      byValue.set(value, name);
      return name;
    },
  };
}

/** `steps.build.outputs.version` becomes `STEPS_BUILD_OUTPUTS_VERSION`. */
function variableName(node: ExprNode): string {
  const words = nameWords(node);
  if (words.length === 0) return 'VALUE';
  // GitHub keeps variables that start with GITHUB_ for itself
  if (words[0] === 'github') words.unshift('from');
  return words
    .join('_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
    .slice(0, 60);
}

function nameWords(node: ExprNode): string[] {
  switch (node.op) {
    case 'context':
      return [...node.path];
    case 'get':
      return [...nameWords(node.of), node.key];
    case 'index':
    case 'filter':
      return nameWords(node.of);
    case '||':
      return nameWords(node.left);
    default:
      return [];
  }
}
