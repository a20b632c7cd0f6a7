/** Lengths of time as users write them. @module */
import { type Duration, parseDuration, WorkflowError } from '@sluice/core/plan';

/** Milliseconds of `500ms`, `5s`, `10m`, `2h`, `7d`. Anything else is `INPUT_INVALID`. */
export function durationMs(text: Duration): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) {
    throw new WorkflowError('INPUT_INVALID', `\`${text}\` is not a length of time.`, {
      hint: 'Write it like `500ms`, `5s`, `10m`, `2h` or `7d`.',
    });
  }
  return milliseconds;
}
