/** Which context and which function is legal where: the whole table, written out a second time. */
import { expect, test } from 'vitest';
import {
  contextAllowed,
  contextsAt,
  EXPRESSION_KEYS,
  functionAllowed,
  type Layout,
} from '../src/plan/expression/contexts.ts';
import { FUNCTION_NAMES } from '../src/plan/expression/functions.ts';
import { CONTEXT_NAMES } from '../src/plan/expression/property.ts';

const LAYOUTS: readonly Layout[] = ['flow-step', 'job', 'body'];

/** One column per context, in the order of CONTEXT_NAMES: `x` legal, `f` legal in a flow's steps only. */
const TABLE = `
                    inputs steps matrix each documents rework github run vars env secrets
when                x      x     .      x    x         x      x      x   x    f   .
env                 x      x     x      x    x         x      x      x   x    x   x
input               x      x     x      x    x         x      x      x   x    x   .
command             x      x     x      x    x         x      x      x   x    x   .
prompt              x      x     x      x    x         x      x      x   x    x   .
continueOnError     x      x     x      x    x         x      x      x   x    f   .
review              x      x     .      x    x         x      x      x   x    .   .
matrix              x      x     .      x    x         x      x      x   x    .   .
over                x      x     .      x    x         x      x      x   x    .   .
placement           x      x     x      x    x         x      x      x   x    .   .
concurrency         x      x     x      x    x         x      x      x   x    .   .
containerEnv        x      x     x      x    x         x      x      x   x    x   .
environmentUrl      x      x     x      x    x         x      x      x   x    x   .
output              x      x     .      x    x         x      x      x   x    .   .
workflowEnv         x      .     .      .    .         .      x      x   x    .   .
workflowConcurrency x      .     .      .    .         .      x      x   x    .   .
`;

test('the table', () => {
  const [head, ...rows] = TABLE.trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  expect(head).toEqual(CONTEXT_NAMES);
  expect(rows.map(([key]) => key)).toEqual(EXPRESSION_KEYS);
  for (const [index, key] of EXPRESSION_KEYS.entries()) {
    for (const layout of LAYOUTS) {
      for (const [column, context] of CONTEXT_NAMES.entries()) {
        const mark = rows[index]?.[column + 1];
        expect([key, layout, context, contextAllowed(context, key, layout)]).toEqual([
          key,
          layout,
          context,
          mark === 'x' || (mark === 'f' && layout === 'flow-step'),
        ]);
      }
      expect(CONTEXT_NAMES.filter((name) => contextAllowed(name, key, layout)).sort()).toEqual(
        [...contextsAt(key, layout)].sort(),
      );
    }
  }
});

test('status functions belong to conditions, `hashFiles` to what runs on the machine', () => {
  const statusFunctions = ['success', 'failure', 'cancelled', 'always'];
  for (const key of EXPRESSION_KEYS) {
    for (const layout of LAYOUTS) {
      const refused = FUNCTION_NAMES.filter((name) => !functionAllowed(name, key, layout));
      const machine = ['env', 'input', 'command', 'prompt'].includes(key);
      expect([key, refused]).toEqual([
        key,
        key === 'when' ? ['hashFiles'] : [...(machine ? [] : ['hashFiles']), ...statusFunctions],
      ]);
    }
  }
});
