/** How fast the showcase goes: every line that a step writes takes this long. */
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

export const pace = z.number().int().min(0).default(0);

interface Voice {
  readonly inputs: { readonly pace: number };
  readonly log: { info(message: string): void };
  readonly signal: AbortSignal;
}

/** Says one line after the other, at the pace that was asked for. */
export async function say({ inputs, log, signal }: Voice, lines: Iterable<string>): Promise<void> {
  for (const line of lines) {
    log.info(line);
    if (inputs.pace > 0) await setTimeout(inputs.pace, undefined, { signal });
  }
}
