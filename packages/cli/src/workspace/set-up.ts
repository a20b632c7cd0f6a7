/** `--setup`: starts a run in a workspace, and runs none of its steps. @module */
import { relative } from 'node:path';
import { runId } from '@sluice/core/plan';
import { setUpWorkspace, uniqueId } from '@sluice/executor';
import type { CliContext } from '../context.ts';
import type { WorkspaceRun, WorkspaceTools } from './in-workspace.ts';

/** Sets up, and prints the names of the steps, one a line. */
export async function setUp(
  run: WorkspaceRun,
  { workspace, ports }: WorkspaceTools,
  { io, flags, style }: CliContext,
): Promise<number> {
  const { plan, inputs, event, folder } = run;
  const names = await setUpWorkspace(
    ports(() => undefined),
    workspace,
    {
      runId: runId(`${plan.name}-${uniqueId().slice(0, 8)}`),
      plan,
      inputs,
      event,
      folder,
    },
  );
  const where = relative(io.cwd, workspace.folder) || '.';
  const count = names.length === 1 ? '1 step' : `${names.length} steps`;
  if (!flags.json) {
    io.stderr.write(
      `${style.green('✓')} ${style.bold(plan.name)} is set up in ${where}: ${count}\n`,
    );
  }
  io.stdout.write(flags.json ? `${JSON.stringify({ steps: names })}\n` : `${names.join('\n')}\n`);
  return 0;
}
