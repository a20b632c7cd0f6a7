/** `sluice gha status`: runs on GitHub. @module */
import { readOwnFlags } from '../../argv/own-flags.ts';
import type { CliContext } from '../../context.ts';
import { connectRepository } from '../../github/connect.ts';
import { fetchBack } from '../../github/fetch-back.ts';
import { readJobs, readRun, recentRuns } from '../../github/remote-run.ts';
import { Problems } from '../../problem.ts';
import { printOutputs } from '../../run/outputs-text.ts';
import { printTable } from '../../text/table.ts';
import { words as asWords, jobLine } from './follow.ts';
import { remoteWorkflow } from './remote-workflow.ts';

/** Of a run: its jobs, and with `--fetch` what it left behind. Of a workflow: its newest runs. */
export async function statusCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const known = { repo: 'text', fetch: 'switch' } as const;
  const { flags, words } = readOwnFlags(rest, known, 'gha status');
  const [what, ...more] = words;
  if (what === undefined || more.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`gha status` needs a workflow, or the number of a run.',
      hint: 'sluice gha status release, or sluice gha status 1234567890',
    });
  }
  const { io, style } = context;
  const json = (value: unknown): void => void io.stdout.write(`${JSON.stringify(value)}\n`);
  const { client } = await connectRepository(io, flags.repo);
  if (!/^\d+$/.test(what)) {
    const { file } = /\.ya?ml$/.test(what)
      ? { file: what }
      : await remoteWorkflow(what, [], context);
    const runs = await recentRuns(client, file, 10);
    if (context.flags.json) json(runs);
    else if (runs.length === 0) io.stderr.write(`${file} has never run.\n`);
    else {
      const rows = runs.map((run) => [
        String(run.id),
        asWords(run.conclusion ?? run.status),
        run.branch,
        run.createdAt.replace('T', ' ').replace(/:\d\d(\.\d+)?Z$/, ' UTC'),
      ]);
      io.stdout.write(printTable(['RUN', 'RESULT', 'BRANCH', 'STARTED'], rows, io.stdout.columns));
    }
    return 0;
  }
  const run = await readRun(client, Number(what));
  const jobs = await readJobs(client, run.id);
  const kept = flags.fetch ? await fetchBack(client, run, context) : undefined;
  if (context.flags.json) json({ run, jobs, ...kept });
  else {
    io.stdout.write(`${run.name}  ${asWords(run.conclusion ?? run.status)}  ${run.url}\n`);
    for (const job of jobs) io.stdout.write(`${jobLine(job, style)}\n`);
    if (kept?.outputs) io.stdout.write(printOutputs(kept.outputs, io.stdout));
  }
  return run.conclusion === null || run.conclusion === 'success' ? 0 : 1;
}
