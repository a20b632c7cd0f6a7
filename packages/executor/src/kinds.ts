/**
 * Kinds of step beyond those of a plan. `defineStepType` makes one; four come with Sluice, made the same way, so that
 * a plan is useful without a project: `echo`, `read-file`, `write-file` and `http`. An engine runs what it is given
 * among its `runners`, and `validate` knows of it by `knownStepTypes`. This entry loads no engine.
 * @module
 */
import type { StepType } from './kinds/define-step-type.ts';
import { echo } from './kinds/echo.ts';
import { readFileStep, writeFileStep } from './kinds/files.ts';
import { http } from './kinds/http.ts';

export {
  defineStepType,
  knownStepTypes,
  type StepContext,
  type StepInputs,
  type StepType,
  type StepTypeSpec,
  type StepValues,
} from './kinds/define-step-type.ts';

/** The kinds of step that come with Sluice: `echo`, `read-file`, `write-file`, `http`. */
export const builtInStepTypes: readonly StepType[] = [echo, readFileStep, writeFileStep, http];
