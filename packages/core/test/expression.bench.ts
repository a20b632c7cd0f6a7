/** Evaluation over a large run, against the bare evaluator over a small context. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { expect, test } from 'vitest';
import { evaluateCondition } from '../src/plan/expression/evaluate.ts';

const EVALUATIONS = 10_000;
const STEPS = 5_000;
const AT_MOST = 4;
const CONDITION =
  "steps.s4321.outputs.version == 'v4321' && github.ref_name == 'main' && !inputs.skip";

function steps(from: number, to: number): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (let at = from; at < to; at++) {
    all[`s${at}`] = {
      result: 'success',
      outputs: { version: `v${at}`, files: Array.from({ length: 20 }, (_, n) => `f${n}`) },
    };
  }
  return all;
}

const values = (from: number, to: number): Record<string, unknown> => ({
  steps: steps(from, to),
  github: { ref_name: 'main' },
  inputs: { skip: false },
});

test('10 000 conditions', { timeout: 120_000 }, async ({ bench }) => {
  const large = { values: values(0, STEPS) };
  const small = JSON.parse(JSON.stringify(values(4_321, 4_322)), data.reviver) as data.Dictionary;
  const { tokens } = new Lexer(CONDITION).lex();
  const expression = new Parser(tokens, ['steps', 'github', 'inputs'], []).parse();

  const result = await bench.compare(
    bench('floor: the bare evaluator, one step', () => {
      for (let at = 0; at < EVALUATIONS; at++) new Evaluator(expression, small).evaluate();
    }),
    bench('conditions over 5 000 steps', () => {
      for (let at = 0; at < EVALUATIONS; at++) evaluateCondition(CONDITION, large);
    }),
  );

  const floor = result.get('floor: the bare evaluator, one step').latency.p50;
  const subject = result.get('conditions over 5 000 steps').latency.p50;
  const ratio = subject / floor;
  console.log(
    `10 000 conditions: ${subject.toFixed(1)} ms, floor ${floor.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (at most ${AT_MOST})`,
  );
  expect(evaluateCondition(CONDITION, large)).toBe(true);
  expect(ratio).toBeLessThanOrEqual(AT_MOST);
});
