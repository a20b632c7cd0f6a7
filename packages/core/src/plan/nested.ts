/** Workflows that a plan nests by saved name or by file, all of them gathered before a run starts. @module */
import { allSteps } from './all-steps.ts';
import { type Diagnostic, WorkflowError } from './errors.ts';
import { printCycle } from './graph.ts';
import type { Known } from './known.ts';
import { folderOfKey, nestedKey } from './nested-key.ts';
import type { Plan, PlanWorkflow } from './plan.ts';
import { own } from './shape.ts';
import { validate } from './validate/validate.ts';

/** How deep workflows may nest each other by name or path. */
const MAX_NESTING = 64;

/** Reads the plans that others nest. Where one is left out, whoever nests such a workflow is refused. */
export interface NestedSource {
  readonly byName?: ((name: string) => Promise<Plan>) | undefined;
  /** A path relative to the folder of the outermost plan, or an absolute one. */
  readonly byPath?: ((path: string) => Promise<Plan>) | undefined;
}

/** Everything that a plan nests, however deep. */
export interface NestedPlans {
  /** By saved name, or by path from the folder of the outermost plan. */
  readonly plans: Readonly<Record<string, Plan>>;
  /** What could not be read, what nests itself, and what the nested plans themselves get wrong. */
  readonly findings: readonly Diagnostic[];
}

/** How `validate` finds what a plan in a folder nests. */
export function nestedIn(plans: NestedPlans['plans'], folder = ''): NonNullable<Known['nested']> {
  return (workflow) => own(plans, nestedKey(workflow, folder) ?? '');
}

/**
 * Reads everything that a plan nests, and what that nests, each once. What is wrong with a plan is a finding, never a
 * rejection; what cannot be read has the place of the step in the outermost plan that leads to it.
 */
export async function gatherNested(
  plan: Plan,
  source: NestedSource,
  known: Known = {},
): Promise<NestedPlans> {
  const plans: Record<string, Plan> = {};
  const findings: Diagnostic[] = [];
  /** Those whose own nested workflows have been looked at, and those that could not be read. */
  const done = new Set<string>();

  const visit = async (from: Plan, chain: readonly string[], place?: Path): Promise<void> => {
    const parent = chain.at(-1);
    for (const { step, path } of allSteps(from)) {
      const { run } = step;
      if (run.kind !== 'workflow') continue;
      const key = nestedKey(run, parent === undefined ? '' : folderOfKey(parent));
      if (key === undefined || done.has(key)) continue;
      const at = place ?? [...path, 'run'];
      if (chain.includes(key)) {
        const cycle = printCycle([...chain.slice(chain.indexOf(key)), key]);
        findings.push({
          code: 'GRAPH_CYCLE',
          severity: 'error',
          message: `The workflows nest each other: ${cycle}.`,
          hint: 'Remove one of these steps.',
          path: at,
        });
        continue;
      }
      if (chain.length >= MAX_NESTING) {
        findings.push({
          code: 'WORKFLOW_INVALID',
          severity: 'error',
          message: `Workflows nest each other more than ${MAX_NESTING} deep: \`${chain[0]}\` … \`${key}\`.`,
          hint: 'Make some of them steps of one workflow.',
          path: at,
        });
        done.add(key);
        continue;
      }
      try {
        const nested = await read(run, key, source, chain);
        plans[key] = nested;
        await visit(nested, [...chain, key], at);
      } catch (error) {
        if (!WorkflowError.is(error)) throw error;
        findings.push(...unreadable(error, `The step \`${step.id}\` nests \`${key}\``, at));
      }
      done.add(key);
    }
  };
  await visit(plan, []);

  for (const [key, nested] of Object.entries(plans)) {
    const found = validate(nested, { ...known, nested: nestedIn(plans, folderOfKey(key)) });
    findings.push(...found.map((one) => ({ ...one, message: `\`${key}\`: ${one.message}` })));
  }
  return { plans, findings };
}

type Path = readonly (string | number)[];

function read(
  run: PlanWorkflow,
  key: string,
  { byName, byPath }: NestedSource,
  chain: readonly string[],
): Promise<Plan> {
  if (run.path === undefined) {
    if (byName !== undefined) return byName(key);
    throw new WorkflowError('WORKFLOW_NOT_FOUND', 'Saved workflows are not known here.', {
      hint: 'Nest it by `path`, or write its `plan` out.',
    });
  }
  const saved = chain.findLast(isName);
  if (saved !== undefined) {
    throw new WorkflowError(
      'WORKFLOW_INVALID',
      `\`${saved}\` is a saved workflow: it stands in no folder that a path could start from.`,
      { hint: 'Save the file under a name of its own, and nest it by that name.' },
    );
  }
  if (byPath !== undefined) return byPath(key);
  throw new WorkflowError('WORKFLOW_NOT_FOUND', 'Files are not read here.', {
    hint: 'Write the `plan` of the file out.',
  });
}

/** Names are kebab-case; the path of a plan file has an extension. */
function isName(key: string): boolean {
  return !key.includes('.');
}

/** Findings with places of their own speak for themselves. */
function unreadable(error: WorkflowError, what: string, path: Path): readonly Diagnostic[] {
  const placed = error.diagnostics.filter((one) => one.location !== undefined);
  if (placed.length > 0) return placed;
  const { code, hint } = error;
  const message = `${what}: ${error.message}`;
  return [{ code, severity: 'error', message, ...(hint !== undefined && { hint }), path }];
}
