/** Trees for property tests: any expression that can be written, in normal form. */
import * as fc from 'fast-check';
import { FUNCTIONS } from '../src/plan/expression/functions.ts';
import type { ExprNode, FunctionName, Operator } from '../src/plan/expression/node.ts';
import { CONTEXT_NAMES, indexOf, propertyOf } from '../src/plan/expression/property.ts';

const OPERATORS: readonly Operator[] = ['==', '!=', '<', '<=', '>', '>=', '&&', '||'];

const names: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('a', 'build-wheel', 'outputs', 'Artifacts', 'result', 'item', 'true', 'NaN', '_'),
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', "it's", "''", '1', '${{', '}}', ''),
);

const literals: fc.Arbitrary<ExprNode> = fc
  .oneof(
    fc.constantFrom(null, true, false, 0, -0, Number.NaN, Number.POSITIVE_INFINITY, -1e21, 5e-324),
    fc.double(),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    names,
  )
  .map((value): ExprNode => ({ op: 'literal', value }));

/** A tree at most this deep in every direction: GitHub reads 50 levels. */
export function trees(depth: number): fc.Arbitrary<ExprNode> {
  if (depth === 0) {
    return fc.oneof(
      literals,
      fc
        .constantFrom(...CONTEXT_NAMES)
        .map((context): ExprNode => ({ op: 'context', path: [context] })),
    );
  }
  const below = trees(depth - 1);
  return fc.oneof(
    { weight: 1, arbitrary: trees(0) },
    { weight: 4, arbitrary: fc.tuple(below, names).map(([of, key]) => propertyOf(of, key)) },
    { weight: 2, arbitrary: fc.tuple(below, below).map(([of, at]) => indexOf(of, at)) },
    { weight: 1, arbitrary: below.map((of): ExprNode => ({ op: 'filter', of })) },
    { weight: 1, arbitrary: below.map((of): ExprNode => ({ op: '!', of })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...OPERATORS), below, below)
        .map(([op, left, right]): ExprNode => ({ op, left, right })),
    },
    { weight: 2, arbitrary: calls(below) },
  );
}

function calls(args: fc.Arbitrary<ExprNode>): fc.Arbitrary<ExprNode> {
  return fc.constantFrom(...(Object.keys(FUNCTIONS) as FunctionName[])).chain((name) => {
    const { min, max } = FUNCTIONS[name];
    return fc.array(args, { minLength: min, maxLength: Math.min(max, 5) }).map(
      (list): ExprNode => ({
        op: 'call',
        name,
        args: name === 'case' && list.length % 2 === 0 ? list.slice(1) : list,
      }),
    );
  });
}
