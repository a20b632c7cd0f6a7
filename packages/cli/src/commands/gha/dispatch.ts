/** `sluice gha dispatch`: starts a workflow on GitHub, and follows it where it is asked to. @module */
import { systemClock } from '@sluice/executor';
import { readOwnFlags } from '../../argv/own-flags.ts';
import type { CliContext } from '../../context.ts';
import { connectRepository } from '../../github/connect.ts';
import { fetchBack } from '../../github/fetch-back.ts';
import { dispatchRun, readRun } from '../../github/remote-run.ts';
import { Problems } from '../../problem.ts';
import { git } from '../../run/git.ts';
import { printOutputs } from '../../run/outputs-text.ts';
import { followRun } from './follow.ts';
import { remoteWorkflow } from './remote-workflow.ts';

/** Prints the address of the run; with `--watch` its jobs, and what it leaves behind comes back. */
export async function dispatchCommand(
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  const inputs = rest.filter((word) => word === '-i' || !word.startsWith('-'));
  const own = rest.filter((word) => word.startsWith('-') && word !== '-i');
  const { flags } = readOwnFlags(own, { watch: 'switch', repo: 'text' }, 'gha dispatch');
  const [name, ...words] = inputs;
  if (name === undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`gha dispatch` needs a workflow.',
      hint: 'sluice gha dispatch release -i publish=true --watch',
    });
  }
  const { io, style } = context;
  const workflow = await remoteWorkflow(name, words, context);
  const { client } = await connectRepository(io, flags.repo);
  const ref =
    context.flags.ref ??
    ((await git(io.cwd, 'symbolic-ref', '--quiet', '--short', 'HEAD')) || 'main');
  const id = await dispatchRun(client, { ...workflow, ref }, systemClock);
  const { url } = await readRun(client, id);
  if (flags.watch !== true) {
    io.stdout.write(context.flags.json ? `${JSON.stringify({ id, url })}\n` : `${url}\n`);
    return 0;
  }
  io.stderr.write(`${url}\n`);
  const stop = new AbortController();
  const stopListening = io.onInterrupt((signal) => stop.abort(signal));
  try {
    const { run, jobs } = await followRun(client, id, {
      clock: systemClock,
      style,
      write: (line) => void io.stderr.write(`${line}\n`),
      signal: stop.signal,
    });
    const kept = await fetchBack(client, run, context);
    if (context.flags.json) io.stdout.write(`${JSON.stringify({ run, jobs, ...kept })}\n`);
    else if (kept.outputs) io.stdout.write(printOutputs(kept.outputs, io.stdout));
    io.stderr.write(`The run ended: ${run.conclusion}.\n`);
    return run.conclusion === 'success' ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    io.stderr.write(`It goes on without you: sluice gha status ${id}\n`);
    return stop.signal.reason === 'SIGTERM' ? 143 : 130;
  } finally {
    stopListening();
  }
}
