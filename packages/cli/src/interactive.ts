/** Whether somebody sits at a terminal. @module */
import type { CliIo } from './io.ts';

/** Whether questions can be asked: both ways of the conversation are a terminal, and this is no CI. */
export function isInteractive(io: CliIo): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env['CI'];
}
