/** `--isolated`: a whole run whose steps are commands of their own, and share nothing but a workspace. @module */
import { createEngine, isolatedAttempts, nodeSpawner } from '@sluice/executor';
import type { CliContext } from '../context.ts';
import { Problems } from '../problem.ts';
import { type Execution, execute } from '../run/execute.ts';
import type { WorkspaceRun, WorkspaceTools } from './in-workspace.ts';

/** Runs every step by `sluice … --step`, and shows the run as any other. */
export function isolated(
  run: WorkspaceRun,
  { workspace, ports, options }: WorkspaceTools,
  context: CliContext,
): Promise<number> {
  const { io, flags } = context;
  const [file, ...before] = io.self ?? [];
  if (file === undefined || run.words.includes('-')) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`--isolated` reads the plan in every step, and standard input is read once.',
      hint: 'Save the plan in a file: sluice run plan.json --isolated',
    });
  }
  const words = [...(flags.file === undefined ? [] : [`--file=${flags.file}`]), ...run.words];
  const engine: Execution['engine'] = (onLines) =>
    createEngine(
      ports(() => undefined),
      {
        ...options,
        elsewhere: isolatedAttempts(run.plan, {
          workspace,
          spawner: nodeSpawner(),
          command: (step) => ({
            file,
            args: [...before, ...words, `--step=${step}`, `--workspace=${workspace.folder}`],
          }),
          cwd: io.cwd,
          env: io.env,
          onLines,
        }),
      },
    );
  // Its steps are commands with clocks of their own: they go on while this process is stopped.
  const stoppable = { stop: () => undefined, resume: () => undefined };
  return execute({ ...run, artifacts: workspace.artifacts, engine, stoppable }, context);
}
