/** `--step` as a process of an isolated run: it works on the attempt it was told of, and says what the step says. @module */
import { runClaimedStep } from '@sluice/executor';
import type { CliContext } from '../context.ts';
import type { WorkspaceTools } from './in-workspace.ts';

/** Works on the attempt with this token. What the step writes goes to standard output as JSON, a line each. */
export async function claimedStep(
  token: string,
  { workspace, ports, options }: WorkspaceTools,
  { io }: CliContext,
): Promise<number> {
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  try {
    const end = await runClaimedStep(
      ports((_, lines) => {
        for (const line of lines) io.stdout.write(`${JSON.stringify(line)}\n`);
      }),
      { workspace, token, signal: stop.signal },
      options,
    );
    return end?.type === 'step-completed' ? 0 : 1;
  } finally {
    stopListening();
  }
}
