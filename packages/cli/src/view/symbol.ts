/** The symbol of a status: it tells without colour what it is. @module */
import type { StepStatus } from '@sluice/core/run';
import type { Style } from '../text/style.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const PLAIN_SPINNER = ['|', '/', '-', '\\'] as const;

/** The symbol of a status in the `tick`-th frame. */
export function statusSymbol(status: StepStatus, tick: number, style: Style): string {
  const { rich } = style;
  switch (status) {
    case 'pending':
    case 'scheduled':
      return '·';
    case 'running': {
      const spinner = rich ? SPINNER : PLAIN_SPINNER;
      return spinner[tick % spinner.length]!;
    }
    case 'waiting':
      return '?';
    case 'retrying':
      return rich ? '↻' : '~';
    case 'success':
      return rich ? '✓' : '√';
    case 'failure':
      return rich ? '✗' : '×';
    case 'cancelled':
      return '■';
    case 'skipped':
      return '-';
  }
}

/** The colour of a status. */
export function paintStatus(status: StepStatus, style: Style): (text: string) => string {
  switch (status) {
    case 'success':
      return style.green;
    case 'failure':
      return style.red;
    case 'running':
      return style.cyan;
    case 'waiting':
    case 'retrying':
    case 'cancelled':
      return style.yellow;
    case 'pending':
    case 'scheduled':
    case 'skipped':
      return style.dim;
  }
}
