/** What failed in a run, and where. @module */
import type { StepView } from '@sluice/core/run';
import { hangText } from '../text/display-width.ts';
import type { Style } from '../text/style.ts';
import { failurePlace } from './failure-place.ts';
import { stepName } from './step-name.ts';
import { statusSymbol } from './symbol.ts';

/** The steps that failed themselves; of a matrix its legs, of a nested run its steps. */
export function failures(steps: readonly StepView[]): readonly StepView[] {
  return steps.flatMap((step) => {
    const below = failures(step.children ?? []);
    if (below.length > 0) return below;
    return step.status === 'failure' ? [step] : [];
  });
}

/** A failure in some lines: what failed and why, the place in the user's code, the hint. */
export function printFailure(
  step: StepView,
  options: {
    readonly style: Style;
    readonly columns: number;
    /** The folder that places are shown from. */
    readonly cwd: string;
    /** Whether the log stands above: it ends with what the message of a command goes on with. */
    readonly hasLog: boolean;
  },
): readonly string[] {
  const { style, columns, cwd } = options;
  const { error } = step;
  const symbol = style.red(statusSymbol('failure', 0, style));
  if (error === undefined) return [`  ${symbol} ${stepName(step.step)}`];
  const isInLog = options.hasLog && error.code === 'EXEC_FAILED';
  const message = isInLog ? error.message.split('\n', 1)[0] : error.message;
  const place = failurePlace(error.traceback, cwd);
  return [
    ...hangText(`  ${symbol} `, `${stepName(step.step)}: ${message} [${error.code}]`, columns),
    ...(place === undefined
      ? []
      : [style.dim(`    at ${place.file}:${place.line}:${place.column}`)]),
    ...(error.hint === undefined
      ? []
      : hangText(`    ${style.cyan('hint:')} `, error.hint, columns)),
  ];
}
