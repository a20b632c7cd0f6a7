/** GitHub's own lexer, parser, evaluator and eager data classes: what our evaluation is compared with. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { truthy } from '@actions/expressions/result';
import type { StatusFacts } from '../src/plan/expression/evaluate.ts';
import { CONTEXT_NAMES } from '../src/plan/expression/property.ts';

type Values = Readonly<Record<string, unknown>>;

/** Its value of a text, as JSON text, or undefined where it throws. */
export function oracle(text: string, values: Values, status: StatusFacts): string | undefined {
  try {
    return JSON.stringify(run(text, values, status), data.replacer) ?? 'null';
  } catch {
    return undefined;
  }
}

/** Its decision of a condition's text. */
export function oracleDecides(text: string, values: Values, status: StatusFacts): boolean {
  return truthy(run(text, values, status));
}

/** Whether its parser takes a text. */
export function oracleReads(text: string): boolean {
  try {
    return (
      parse(
        text,
        STATUS_FUNCTIONS.map((name) => info(name, true)),
      ) !== undefined
    );
  } catch {
    return false;
  }
}

function run(text: string, values: Values, status: StatusFacts): data.ExpressionData {
  const infos = STATUS_FUNCTIONS.map((name) => info(name, name === 'always' || status[name]));
  const expression = parse(text, infos);
  const contexts = new data.Dictionary(
    ...CONTEXT_NAMES.map((key) => ({
      key,
      value: JSON.parse(JSON.stringify(values[key] ?? {}), data.reviver) as data.ExpressionData,
    })),
  );
  return new Evaluator(
    expression,
    contexts,
    new Map(infos.map((info) => [info.name, info])),
  ).evaluate();
}

const STATUS_FUNCTIONS = ['success', 'failure', 'cancelled', 'always'] as const;

function info(name: string, value: boolean) {
  return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) };
}

function parse(text: string, infos: ReturnType<typeof info>[]) {
  return new Parser(new Lexer(text).lex().tokens, [...CONTEXT_NAMES], infos).parse();
}
