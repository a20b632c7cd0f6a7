/** What a machine needs, as steps. @module */
import type { Json, PlanSetup } from '@sluice/core/plan';
import { type Place, textAt } from '../expression/texts.ts';
import type { Path, WorkflowFindings } from '../findings.ts';
import type { Step } from '../model/workflow.ts';
import type { Pinner } from '../pins/pinner.ts';

/** The tags that are used where a setup names none. */
export const ACTIONS = {
  checkout: 'actions/checkout@v7',
  node: 'actions/setup-node@v7',
  python: 'actions/setup-python@v7',
  pnpm: 'pnpm/action-setup@v6',
  // it has no tag that moves with the major version
  uv: 'astral-sh/setup-uv@v8.3.2',
  rust: 'dtolnay/rust-toolchain@v1',
  cache: 'actions/cache@v6',
  upload: 'actions/upload-artifact@v7',
  download: 'actions/download-artifact@v8',
} as const;

/** What the steps of a setup depend on. */
export interface SetupContext {
  readonly pinner: Pinner;
  readonly place: Place;
  readonly findings: WorkflowFindings;
  readonly path: Path;
  /** The job pushes: its checkout keeps the token. */
  readonly pushes: boolean;
}

/** The steps of a setup, in its order. */
export function setupSteps(setups: readonly PlanSetup[], context: SetupContext): readonly Step[] {
  return setups.map((each, at) => setupStep(each, setups.slice(0, at), context));
}

function setupStep(setup: PlanSetup, before: readonly PlanSetup[], context: SetupContext): Step {
  const { pinner } = context;
  switch (setup.kind) {
    case 'checkout':
      return {
        uses: pinner.pin(ACTIONS.checkout),
        with: {
          ...(setup.fetchDepth !== undefined && { 'fetch-depth': setup.fetchDepth }),
          'persist-credentials': context.pushes,
        },
      };
    case 'tool': {
      const inputs = toolInputs(setup.tool, setup.version);
      return { uses: pinner.pin(ACTIONS[setup.tool]), ...(inputs && { with: inputs }) };
    }
    case 'action': {
      const given = Object.entries(setup.with ?? {});
      for (const [name, value] of given) refuseExpression(value, `The input \`${name}\``, context);
      return {
        uses: pinner.pin(setup.uses),
        ...(given.length > 0 && { with: Object.fromEntries(given) }),
      };
    }
    case 'run':
      refuseExpression(setup.command, 'The setup command', context);
      return { run: setup.command };
    case 'install':
      return { name: 'install', run: installCommand(before) };
    case 'cache':
      return {
        uses: pinner.pin(ACTIONS.cache),
        with: {
          path: typeof setup.path === 'string' ? setup.path : setup.path.join('\n'),
          key: textAt(context.place, setup.key),
        },
      };
  }
}

/** Setups are fixed texts: what looks like an expression would be one to GitHub. */
function refuseExpression(value: Json, what: string, { findings, path }: SetupContext): void {
  if (typeof value !== 'string' || !value.includes('${{')) return;
  findings.refuse(
    `${what} holds \`\${{\`, which GitHub would evaluate and paste.`,
    path,
    'Write what it stands for, or do it in a task.',
    'SETUP_INVALID',
  );
}

function toolInputs(
  tool: keyof typeof ACTIONS,
  version: string | undefined,
): Readonly<Record<string, string>> | undefined {
  switch (tool) {
    case 'node':
      return { 'node-version': version ?? '22' };
    case 'python':
      return version === undefined ? undefined : { 'python-version': version };
    case 'rust':
      return { toolchain: version ?? 'stable' };
    default:
      return version === undefined ? undefined : { version };
  }
}

/** Installs what the lock file says, with the package manager that was set up before. */
function installCommand(before: readonly PlanSetup[]): string {
  const has = (tool: string): boolean =>
    before.some((each) => each.kind === 'tool' && each.tool === tool);
  if (has('pnpm')) return 'pnpm install --frozen-lockfile';
  if (has('node')) return 'npm ci';
  if (has('uv')) return 'uv sync --locked';
  if (has('python')) return 'pip install --requirement requirements.txt';
  return has('rust') ? 'cargo fetch --locked' : 'npm ci';
}
