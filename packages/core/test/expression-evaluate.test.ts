/** What expressions evaluate to, and that it is what GitHub's evaluator says. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WorkflowError } from '../src/plan/errors.ts';
import {
  type EvaluationScope,
  evaluate,
  evaluateCondition,
  evaluateTemplate,
  type StatusFacts,
} from '../src/plan/expression/evaluate.ts';
import type { ExprNode, FunctionName } from '../src/plan/expression/node.ts';
import { parseExpression } from '../src/plan/expression/parse.ts';
import { printExpression } from '../src/plan/expression/print.ts';
import { functionsOf } from '../src/plan/expression/references.ts';
import type { Json } from '../src/plan/names.ts';
import { oracle, oracleDecides } from './expression-oracle.ts';
import { trees } from './expression-tree.ts';

const FINE: StatusFacts = { success: true, failure: false, cancelled: false };
const FAILED: StatusFacts = { success: false, failure: true, cancelled: false };
const CANCELLED: StatusFacts = { success: false, failure: false, cancelled: true };

function read(text: string): ExprNode {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}\n${parsed.problem.message}`);
  return parsed.node;
}

function evaluated(text: string, values: EvaluationScope['values'] = {}): Json {
  return evaluate(read(text), { values });
}

describe('a whole path gives the value itself', () => {
  test('whatever JSON it is', async () => {
    await fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, name) => {
        const outputs = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as Record<
          string,
          Json
        >;
        const node: ExprNode = { op: 'context', path: ['steps', 'a', 'outputs', name] };
        const text = `\${{ ${printExpression(node)} }}`;
        const scope = { values: { steps: { a: { outputs } } } };
        expect(Object.is(evaluateTemplate(text, scope), outputs[name])).toBe(true);
      }),
    );
  });

  test('with names that differ in case only, `__proto__`, and integers that a double cannot hold', () => {
    const raw = JSON.parse('{"a":1,"A":2,"__proto__":{"x":1},"n":"9007199254740993"}') as Json;
    const values = { inputs: { raw } };
    expect(evaluated('inputs.raw', values)).toBe(raw);
    expect(evaluated('inputs.raw.A', values)).toBe(2);
    expect(evaluated('inputs.raw.a', values)).toBe(1);
    expect(evaluated('inputs.raw.__proto__.x', values)).toBe(1);
    expect(evaluated('inputs.raw.n', values)).toBe('9007199254740993');
    expect(evaluated('toJSON(inputs.raw)', values)).toBe(JSON.stringify(raw, null, 2));
    const again = evaluated('fromJSON(toJSON(inputs.raw))', values);
    expect(JSON.stringify(again)).toBe(JSON.stringify(raw));
  });

  test('through operands, `case` and filters too', () => {
    const raw = [{ deep: { a: 1, A: 2 } }];
    const values = { inputs: { raw } };
    expect(evaluated('inputs.none || inputs.raw', values)).toBe(raw);
    expect(evaluated('case(true, inputs.raw, null)', values)).toBe(raw);
    expect((evaluated('inputs.raw.*.deep', values) as readonly Json[])[0]).toBe(raw[0]?.deep);
  });

  test("and '' is not null", () => {
    const values = { steps: { a: { outputs: { empty: '', none: null } } } };
    expect(evaluated('steps.a.outputs.empty', values)).toBe('');
    expect(evaluated('steps.a.outputs.none', values)).toBe(null);
    expect(evaluated('steps.a.outputs.missing', values)).toBe(null);
    expect(evaluated('steps.missing.outputs.x', values)).toBe(null);
  });
});

describe('names of properties', () => {
  test('are found exactly first, then without case', () => {
    const values = { inputs: { Name: 1, name: 2, OTHER: 3 } };
    expect(evaluated('inputs.name', values)).toBe(2);
    expect(evaluated('inputs.Name', values)).toBe(1);
    expect(evaluated('inputs.NAME', values)).toBe(1);
    expect(evaluated('inputs.other', values)).toBe(3);
  });

  test('of `env` keep their case', () => {
    const values = { env: { Path: 'x' } };
    expect(evaluated('env.Path', values)).toBe('x');
    expect(evaluated('env.PATH', values)).toBe(null);
  });

  test('are never those of the prototype', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(evaluated(`inputs.${name}`, { inputs: {} })).toBe(null);
      expect(evaluated(`inputs.list.${name}`, { inputs: { list: [] } })).toBe(null);
    }
  });

  test('may be made when they are asked for, by a getter, a class or a proxy, and only then', () => {
    const asked: string[] = [];
    const proxy = new Proxy(
      {},
      {
        has: () => true,
        get: (_, name) => {
          asked.push(String(name));
          return { outputs: { x: String(name) } };
        },
      },
    );
    class Lazy {
      get a(): string {
        asked.push('class');
        return 'lazy';
      }
    }
    expect(evaluated('steps.build.outputs.x', { steps: proxy })).toBe('build');
    expect(evaluated('inputs.a', { inputs: new Lazy() })).toBe('lazy');
    expect(asked).toEqual(['build', 'class']);
  });
});

describe('objects are equal to themselves', () => {
  test('by path, not by what they share in memory', () => {
    const shared = { a: 1 };
    const values = { inputs: { x: shared, y: shared } };
    expect(evaluated('inputs.x == inputs.x', values)).toBe(true);
    expect(evaluated('inputs.x == inputs.X', values)).toBe(true);
    expect(evaluated('inputs.x == inputs.y', values)).toBe(false);
  });
});

// GitHub's documentation, "Evaluate expressions", and SEMANTICS §1.
test.each([
  ["null == ''", true],
  ['null == false', true],
  ["true == '1'", true],
  ["'0x10' == 16", true],
  ["'1e3' == 1000", true],
  ["'abc' == 0", false],
  ["!'false'", false],
  ["'ABC' == 'abc'", true],
  ["inputs.flag == 'true'", false],
  ['inputs.flag == true', true],
  ["inputs.missing || 'else'", 'else'],
  ["'a' && 'b'", 'b'],
  ["format('{0} {1}', 'a', null)", 'a '],
  ["'it''s ''two'' quotes'", "it's 'two' quotes"],
  ["format('{0}', inputs.object)", 'Object'],
  ["fromJSON('[1]')[0]", 1],
  ["fromJSON(inputs.missing || 'null')", null],
  ['toJSON(inputs.missing)', 'null'],
  ['toJSON(matrix)', '{}'],
  ['matrix.os', null],
  ['steps.*.result', []],
  ['success()', true],
  ['always()', true],
  ['failure() || cancelled()', false],
] satisfies readonly (readonly [string, Json])[])('%s is %j', (text, value) => {
  expect(evaluated(text, { inputs: { flag: true, object: {} } })).toEqual(value);
});

describe("GitHub's evaluator says the same", () => {
  test('of any tree', { timeout: 120_000 }, async () => {
    const values = fc.record({
      inputs: fc.dictionary(fc.constantFrom('a', 'b', 'build-wheel', 'item'), fc.jsonValue()),
      steps: fc.dictionary(
        fc.constantFrom('a', 'b', 'build-wheel'),
        fc.record({ outputs: fc.dictionary(fc.constantFrom('a', 'item'), fc.jsonValue()) }),
      ),
    });
    let compared = 0;
    await fc.assert(
      fc.property(trees(3), values, fc.constantFrom(FINE, FAILED), (node, raw, status) => {
        const text = printExpression(node);
        // What its own data classes and its lexer cannot do is not a standard for ours.
        fc.pre(!functionsOf(node).includes('hashFiles'));
        fc.pre(
          !/''/.test(text) && !text.includes('__proto__') && !/\benv\b|constructor/.test(text),
        );
        fc.pre(!differsInCaseOnly(raw) && !JSON.stringify(raw).includes('__proto__'));
        const plain = JSON.parse(JSON.stringify(raw)) as typeof raw;
        expect(ours(node, { values: plain, status })).toBe(oracle(text, plain, status));
        compared++;
      }),
      { numRuns: 700 },
    );
    expect(compared).toBe(700);
  });

  test.each([
    'inputs.a && inputs.b || inputs.c',
    '!(inputs.a || inputs.b) && inputs.c == inputs.d',
    'inputs.a == \'x\' && !contains(fromJSON(\'["x","y"]\'), inputs.b) || failure()',
    'always() && (steps.a.result == inputs.a || inputs.d != null)',
    'case(inputs.a == true, inputs.b, inputs.c == false, inputs.d, cancelled())',
    "(inputs.a || 'X') == (inputs.b && 'x') && success()",
    'inputs.a < inputs.b == (inputs.c >= inputs.d) || always() && inputs.a',
  ])('of every assignment of values in %s', (text) => {
    const node = read(text);
    const options = [true, false, null, 'X', 0];
    let decided = 0;
    for (const a of options) {
      for (const b of options) {
        for (const c of options) {
          for (const d of options) {
            for (const status of [FINE, FAILED, CANCELLED]) {
              const values = { inputs: { a, b, c, d }, steps: { a: { result: 'success' } } };
              const explicit = /success|failure|cancelled\(|always/.test(text)
                ? printExpression(node)
                : `success() && (${printExpression(node)})`;
              decided++;
              expect(evaluateCondition(text, { values, status })).toBe(
                oracleDecides(explicit, values, status),
              );
            }
          }
        }
      }
    }
    expect(decided).toBe(5 ** 4 * 3);
  });

  function ours(node: ExprNode, scope: EvaluationScope): string | undefined {
    try {
      return JSON.stringify(evaluate(node, scope));
    } catch (error) {
      expect(WorkflowError.is(error, 'EXPR_INVALID')).toBe(true);
      return undefined;
    }
  }
});

describe('a condition', () => {
  test.each([
    [undefined, true, false],
    ['', true, false],
    ['  \n', true, false],
    ['true', true, false],
    ["'always()'", true, false],
    ["inputs.always || 'always()'", true, false],
    ['always()', true, true],
    ['ALWAYS()', true, true],
    ['!cancelled()', true, true],
    ['failure()', false, true],
    ['inputs.x == 1 || failure()', false, true],
    ['success() || failure()', true, true],
    ['false', false, false],
    ["'false'", true, false],
    ['${{ true }}', true, false],
    ['${{ always() }}\n', true, true],
  ])('%j is %j where all is well and %j after a failure', (condition, fine, failed) => {
    expect(evaluateCondition(condition, { values: {}, status: FINE })).toBe(fine);
    expect(evaluateCondition(condition, { values: {}, status: FAILED })).toBe(failed);
  });

  test('may be a tree', () => {
    expect(evaluateCondition(read('failure()'), { values: {}, status: FAILED })).toBe(true);
  });

  test('with text around `${{ }}` is refused, where GitHub would always take it for true', () => {
    expect(() => evaluateCondition('x ${{ false }}', { values: {} })).toThrow(
      expect.objectContaining({ code: 'EXPR_INVALID' }),
    );
  });
});

describe('what cannot be evaluated', () => {
  test.each([
    ["fromJSON('')", "`fromJSON('')` cannot be evaluated: `fromJSON` was given an empty text."],
    [
      "fromJSON('{')",
      "`fromJSON('{')` cannot be evaluated: `fromJSON` was given a text that is not JSON.",
    ],
    [
      "format('{1}', inputs.a)",
      "`format('{1}', inputs.a)` cannot be evaluated: `format` refers to more values than it was given.",
    ],
    [
      "inputs[format('{', 1)]",
      "`inputs[format('{', 1)]` cannot be evaluated: a brace in the first argument of `format` has no partner.",
    ],
    [
      'case(1, 2, 3)',
      '`case(1, 2, 3)` cannot be evaluated: a condition of `case` is not a boolean.',
    ],
    [
      "hashFiles('**/x')",
      "`hashFiles('**/x')` cannot be evaluated: `hashFiles` is not available here.",
    ],
  ])('%s throws', (text, message) => {
    expect(() => evaluated(text)).toThrow(
      expect.objectContaining({ code: 'EXPR_INVALID', message }),
    );
  });

  test('a function that does not exist, in a tree made by hand', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'nope']) {
      const node: ExprNode = { op: 'call', name: name as FunctionName, args: [] };
      expect(() => evaluate(node, { values: {} })).toThrow(
        expect.objectContaining({
          code: 'EXPR_INVALID',
          message: `\`${name}()\` is not valid: \`${name}\` is not a function.`,
        }),
      );
    }
  });

  test('no message quotes a value', () => {
    const values = { secrets: { TOKEN: 'hunter2 {' } };
    for (const text of ['fromJSON(secrets.TOKEN)', 'format(secrets.TOKEN)']) {
      try {
        evaluated(text, values);
        expect.unreachable();
      } catch (error) {
        expect(String(error)).not.toContain('hunter2');
        expect(String((error as Error).cause)).not.toContain('hunter2');
      }
    }
  });

  test('nothing of an expression that short-circuits', () => {
    expect(evaluated("false && fromJSON('')")).toBe(false);
    expect(evaluateCondition("fromJSON('')", { values: {}, status: FAILED })).toBe(false);
  });
});

test('a number that JSON cannot hold is kept as a text', () => {
  expect(evaluateTemplate('${{ NaN }}', { values: {} })).toBe('NaN');
  expect(evaluateTemplate('${{ -Infinity }}', { values: {} })).toBe('-Infinity');
});

test('200 000 steps can be collected', () => {
  const steps: Record<string, Json> = {};
  for (let at = 0; at < 200_000; at++) steps[`s${at}`] = { result: 'success' };
  expect((evaluated('steps.*.result', { steps }) as readonly Json[]).length).toBe(200_000);
  expect(evaluated("contains(steps.*.result, 'failure')", { steps })).toBe(false);
});

test('1 500 operands and a list of 50 000 items are no problem', () => {
  const chain = Array.from({ length: 1_500 }, (_, at) => `vars.v${at}`).join(' || ');
  expect(evaluated(chain, { vars: { v1499: 'last' } })).toBe('last');
  const list = Array.from({ length: 50_000 }, (_, at) => at);
  expect(evaluated('inputs.list[49999]', { inputs: { list } })).toBe(49_999);
  expect(evaluated('contains(inputs.list, 49999)', { inputs: { list } })).toBe(true);
});

test('hashFiles gets its patterns as texts', () => {
  const node = read("hashFiles('a', inputs.n)");
  const scope = { values: { inputs: { n: 1 } }, hashFiles: (p: readonly string[]) => p.join('+') };
  expect(evaluate(node, scope)).toBe('a+1');
});

function differsInCaseOnly(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const keys = Object.keys(value);
  if (new Set(keys.map((key) => key.toLowerCase())).size < keys.length) return true;
  return Object.values(value).some(differsInCaseOnly);
}
