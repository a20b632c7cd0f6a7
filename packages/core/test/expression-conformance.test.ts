/** GitHub's own cases, through our parser, our printer and the evaluation over views. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type EvaluationScope, evaluate } from '../src/plan/expression/evaluate.ts';
import { parseExpression } from '../src/plan/expression/parse.ts';
import { printExpression } from '../src/plan/expression/print.ts';

interface Case {
  readonly expr: string;
  readonly contexts?: Readonly<Record<string, unknown>>;
  readonly result?: { readonly kind: string; readonly value: unknown };
  readonly err?: { readonly kind: 'lexing' | 'parsing' | 'evaluation'; readonly value: string };
  readonly options?: { readonly skip?: readonly string[] };
}

const folder = fileURLToPath(new URL('../../../../shared/data/expressions', import.meta.url));
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith('.json'))
  : [];
let ran = 0;
let marked = 0;

if (files.length === 0) {
  test.skip(`GitHub's cases: ${folder} does not exist`, () => {});
}

for (const file of files) {
  const groups = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Record<
    string,
    readonly Case[]
  >;
  // One file only refers to another.
  if (Object.values(groups).every((cases) => cases.length === 0)) continue;
  describe(file, () => {
    for (const [group, cases] of Object.entries(groups)) {
      for (const [index, each] of cases.entries()) {
        const name = `${group} ${index + 1}: ${JSON.stringify(each.expr).slice(0, 80)}`;
        if (each.options?.skip?.includes('typescript') === true) {
          marked++;
          test.skip(`${name} (marked as not for TypeScript)`, () => {});
        } else {
          ran++;
          test(name, () => check(each));
        }
      }
    }
  });
}

test.runIf(files.length > 0)('1 015 of the 1 020 cases run', () => {
  expect({ ran, marked }).toEqual({ ran: 1015, marked: 5 });
});

function check(each: Case): void {
  const names = Object.keys(each.contexts ?? {});
  const parsed = parseExpression(each.expr, { contexts: names });
  if (each.expr === '') {
    // The one place where we differ on purpose: nothing is no expression. As a condition it means `success()`.
    expect(parsed).toMatchObject({ ok: false, problem: { message: 'The expression is empty.' } });
    return;
  }
  if (each.err !== undefined && each.err.kind !== 'evaluation') {
    expect(parsed).toMatchObject({ ok: false });
    const place = /^Unexpected symbol.* at position (\d+) within/.exec(each.err.value)?.[1];
    if (place !== undefined && !parsed.ok) expect(parsed.problem.position).toBe(Number(place) - 1);
    return;
  }
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const printed = printExpression(parsed.node);
  const again = parseExpression(printed, { contexts: names });
  if (!again.ok) throw new Error(`${printed}: ${again.problem.message}`);
  expect(again.node).toEqual(parsed.node);
  expect(printExpression(again.node)).toBe(printed);

  // Contexts of the cases are not ours.
  const scope = { values: each.contexts ?? {} } as EvaluationScope;
  for (const node of [parsed.node, again.node]) {
    if (each.err !== undefined) expect(() => evaluate(node, scope)).toThrow();
    else expect(kinded(evaluate(node, scope))).toEqual(expected(each));
  }
}

function expected(each: Case): unknown {
  const { kind, value } = each.result!;
  if (kind === 'Number' && typeof value === 'string') return { kind, value: Number(value) };
  return { kind, value };
}

function kinded(value: unknown): unknown {
  if (value === null) return { kind: 'Null', value };
  if (Array.isArray(value)) return { kind: 'Array', value };
  const kind = { string: 'String', number: 'Number', boolean: 'Boolean', object: 'Object' }[
    typeof value as 'string' | 'number' | 'boolean' | 'object'
  ];
  return { kind, value };
}
