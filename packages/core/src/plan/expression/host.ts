/**
 * What GitHub's evaluator is given by its host: contexts, functions, and words for what goes wrong.
 * @module
 */
import { type data, Evaluator } from '@actions/expressions';
import { IndexAccess, Star } from '@actions/expressions/ast';
import { FilteredArray } from '@actions/expressions/filtered_array';
import { isDeeperThan, MAX_VALUE_DEPTH } from '../depth.ts';
import { WorkflowError } from '../errors.ts';
import { compileExpression, constant } from './compile.ts';
import type { ContextName, ExprNode } from './node.ts';
import { printExpression } from './print.ts';
import { isRecordView, rawOf, type View, viewOf } from './view.ts';

/** What the status functions say. `always()` needs nothing. */
export interface StatusFacts {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

/** Everything an expression can see. */
export interface EvaluationScope {
  /**
   * The contexts: raw JSON, or objects that make their properties when asked (getters; a proxy answers `has` and
   * `get`). A context that is not given is empty.
   */
  readonly values: Readonly<Partial<Record<ContextName, unknown>>>;
  /** Without it nothing has failed: `success()` is true. */
  readonly status?: StatusFacts | undefined;
  /** Without it `hashFiles` throws `EXPR_INVALID`. */
  readonly hashFiles?: ((patterns: readonly string[]) => string) | undefined;
}

/**
 * Runs GitHub's evaluator on a tree.
 * @throws WorkflowError `EXPR_INVALID`
 */
export function runExpression(node: ExprNode, scope: EvaluationScope): View {
  const compiled = compileExpression(node);
  try {
    return new ViewEvaluator(
      compiled,
      // The evaluator calls `get` of both and nothing else.
      new Contexts(scope.values) as unknown as data.Dictionary,
      new Functions(scope) as unknown as Map<string, FunctionDefinition>,
    ).evaluate();
  } catch (error) {
    // A context that throws a finding of its own keeps it.
    if (WorkflowError.is(error)) throw error;
    const { message, hint } = failure(error);
    throw new WorkflowError(
      'EXPR_INVALID',
      `\`${printExpression(node)}\` cannot be evaluated: ${message}`,
      { hint },
    );
  }
}

/** GitHub's spreads the values of an object into arguments, of which there cannot be a hundred thousand. */
class ViewEvaluator extends Evaluator {
  override visitIndexAccess(access: IndexAccess): View {
    if (!(access.index instanceof Star)) return super.visitIndexAccess(access);
    const of = access.expr.accept(this) as View;
    if (!isRecordView(of)) {
      return super.visitIndexAccess(new IndexAccess(constant(of), access.index));
    }
    const all = new FilteredArray();
    for (const value of of.values()) all.add(value);
    return all;
  }
}

type FunctionDefinition =
  NonNullable<ConstructorParameters<typeof Evaluator>[2]> extends Map<string, infer F> ? F : never;

/** The contexts of one evaluation; each is wrapped when it is first asked for. */
class Contexts {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #views = new Map<string, View>();

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  get(name: string): View {
    let view = this.#views.get(name);
    if (view === undefined) {
      const raw = this.#values[name];
      view = viewOf(raw === undefined ? {} : raw, name === 'env');
      this.#views.set(name, view);
    }
    return view;
  }
}

interface Callable {
  call(...args: View[]): View;
}

const TO_JSON: Callable = { call: (value) => viewOf(toJson(value!)) };
const FROM_JSON: Callable = { call: (value) => viewOf(fromJson(value!.coerceString())) };

/** The functions that are ours: those that GitHub's evaluator leaves to its host, and those that must see raw values. */
class Functions {
  readonly #scope: EvaluationScope;

  constructor(scope: EvaluationScope) {
    this.#scope = scope;
  }

  get(name: string): Callable | undefined {
    const { status, hashFiles } = this.#scope;
    switch (name) {
      case 'tojson':
        return TO_JSON;
      case 'fromjson':
        return FROM_JSON;
      case 'always':
        return { call: () => viewOf(true) };
      case 'success':
        return { call: () => viewOf(status?.success ?? true) };
      case 'failure':
        return { call: () => viewOf(status?.failure ?? false) };
      case 'cancelled':
        return { call: () => viewOf(status?.cancelled ?? false) };
      case 'hashfiles':
        return {
          call: (...patterns) => {
            if (hashFiles === undefined)
              throw new Failure(
                '`hashFiles` is not available here.',
                'Use it in an input, in `env` or in a command.',
              );
            return viewOf(hashFiles(patterns.map((each) => each.coerceString())));
          },
        };
      default:
        return undefined;
    }
  }
}

/** A value in GitHub's format: two spaces, keys in their order. Throws `RangeError`, as what prints it does. */
export function toJson(view: View): string {
  const raw = rawOf(view);
  // The indentation of a very deep value would take minutes to print.
  if (isDeeperThan(MAX_VALUE_DEPTH, raw)) throw new RangeError('The value is nested too deeply.');
  return JSON.stringify(raw, null, 2);
}

/** The message never quotes the text: it may hold a secret. */
function fromJson(text: string): unknown {
  if (text.trim() === '') {
    throw new Failure(
      '`fromJSON` was given an empty text.',
      "The output of a skipped step is empty: write `fromJSON(x || 'null')`.",
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure(
      '`fromJSON` was given a text that is not JSON.',
      'Write the value with `toJSON`, or fix the step that makes it.',
    );
  }
  if (isDeeperThan(MAX_VALUE_DEPTH, value)) {
    throw new Failure(
      `\`fromJSON\` was given a value that is nested more than ${MAX_VALUE_DEPTH} levels deep.`,
      'Compute the part that is needed in a step.',
    );
  }
  return value;
}

/** A complaint of ours, with what to do about it. */
class Failure extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** What went wrong, in our words and without the values that the evaluator quotes. */
function failure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof RangeError) {
    return new Failure('it is too large or nested too deeply.', 'Compute a part of it in a step.');
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('could not evaluate index') && error instanceof Error) {
    return failure(error.cause);
  }
  if (message.includes('references more arguments')) {
    return new Failure('`format` refers to more values than it was given.', 'Count from `{0}`.');
  }
  if (message.includes('format string is invalid')) {
    return new Failure(
      'a brace in the first argument of `format` has no partner.',
      'Double a brace that is meant: `{{`.',
    );
  }
  if (message.startsWith('case predicate')) {
    return new Failure(
      'a condition of `case` is not a boolean.',
      'Compare it: `value == true`, `value != null`.',
    );
  }
  return new Failure(message);
}
