/** The texts of a plan that may hold expressions, found along its shape. @module */
import type { ExpressionKey } from './expression/contexts.ts';
import type { ExprNode } from './expression/node.ts';
import { parseExpression } from './expression/parse.ts';
import type { ExpressionProblem } from './expression/problem.ts';
import { hasExpression, parseTemplate } from './expression/template.ts';
import type { Json } from './names.ts';
import { fits, isRecord, own, type Shape } from './shape.ts';

/** A text with expressions, and what stands in it. */
export interface ExpressionText {
  readonly text: string;
  readonly site: ExpressionKey;
  readonly nodes: readonly ExprNode[];
  readonly problem?: ExpressionProblem;
  /** Within the value that was asked for. */
  readonly path: readonly (string | number)[];
}

/** Every text with an expression in a value of a shape. Steps of a body and nested plans are not entered. */
export function expressionTexts(value: Json, shape: Shape): readonly ExpressionText[] {
  const found: ExpressionText[] = [];
  const path: (string | number)[] = [];
  const inside = (key: string | number, child: Json | undefined, of: Shape): void => {
    if (child === undefined) return;
    path.push(key);
    visit(child, of);
    path.pop();
  };
  const visit = (at: Json, of: Shape): void => {
    if (!fits(of, at)) return;
    switch (of.is) {
      case 'text':
        if (of.site !== undefined) read(at as string, of.site, of.bare === true);
        return;
      case 'json':
        if (of.site === undefined) return;
        if (typeof at === 'string') read(at, of.site, false);
        else if (typeof at === 'object' && at !== null) {
          for (const [key, child] of Object.entries(at)) {
            inside(Array.isArray(at) ? Number(key) : key, child as Json, of);
          }
        }
        return;
      case 'axis': {
        const values = (at as readonly Json[])[1];
        if (values !== undefined) inside(1, values, { is: 'json', site: 'matrix' });
        return;
      }
      case 'list':
        for (const [key, child] of (at as readonly Json[]).entries()) inside(key, child, of.of);
        return;
      case 'record':
        if (isRecord(at)) for (const [key, child] of Object.entries(at)) inside(key, child, of.of);
        return;
      case 'object':
        if (!isRecord(at)) return;
        for (const key of Object.keys(at)) {
          const known = own(of.keys, key);
          if (known !== undefined) inside(key, at[key], known.shape);
        }
        return;
      case 'tagged': {
        if (!isRecord(at)) return;
        const tag = own(at, of.tag);
        const known = typeof tag === 'string' ? own(of.cases, tag) : undefined;
        if (known !== undefined) visit(at, known);
        // What a registered kind says about itself is its input.
        else if (of.open) for (const key of Object.keys(at)) inside(key, at[key], OPEN);
        return;
      }
      case 'either':
        visit(at, of.of.find((each) => fits(each, at))!);
        return;
      default:
        return;
    }
  };
  const read = (text: string, site: ExpressionKey, bare: boolean): void => {
    if (bare ? text.trim() === '' : !hasExpression(text)) return;
    const parsed = bare && !text.trim().startsWith('${{') ? parseExpression(text) : undefined;
    const template = parsed === undefined ? parseTemplate(bare ? text.trim() : text) : undefined;
    const at = { text, site, path: [...path] };
    if (parsed?.ok) found.push({ ...at, nodes: [parsed.node] });
    else if (template?.ok) {
      const nodes = template.parts.filter((each) => typeof each !== 'string');
      found.push({ ...at, nodes, ...(bare && template.parts.length > 1 && { problem: MIXED }) });
    } else {
      const problem =
        parsed?.ok === false
          ? parsed.problem
          : template?.ok === false
            ? template.problem
            : undefined;
      found.push({ ...at, nodes: [], ...(problem && { problem }) });
    }
  };
  visit(value, shape);
  return found;
}

const OPEN: Shape = { is: 'json', site: 'input' };
const MIXED: ExpressionProblem = {
  message: 'Text outside of `${{ }}` makes a condition always true.',
  position: 0,
  hint: 'Write the condition bare, without `${{ }}`.',
};
