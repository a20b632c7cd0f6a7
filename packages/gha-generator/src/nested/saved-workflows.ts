/**
 * Saved workflows as jobs. A saved automation gets a file of its own, which its jobs are called from; everything else
 * is run by its name, from the folder of saved workflows in the repository.
 * @module
 */
import type { AnyAutomation } from '@sluice/core';
import type { Known, Plan, PlanStep, PlanWorkflow } from '@sluice/core/plan';
import type { Path, WorkflowFindings } from '../findings.ts';

/** The saved workflows that the jobs of a project run. */
export class SavedWorkflows {
  readonly #find: Known['nested'];
  /** The names of the project's own definitions: commands of the same machine. */
  readonly #taken: ReadonlySet<string>;
  readonly #plans = new Map<string, Plan>();
  /** The names around the one that is being read. */
  readonly #open = new Set<string>();

  constructor(find: Known['nested'], taken: ReadonlySet<string>) {
    this.#find = find;
    this.#taken = taken;
  }

  /** The plan with what its jobs run by name written out; of a flow, whose steps one command runs, the plan as it is. */
  fill(plan: Plan, findings: WorkflowFindings, at: Path = []): Plan {
    if (plan.kind !== 'automation') return plan;
    return { ...plan, steps: this.#fillSteps(plan.steps, findings, [...at, 'steps']) };
  }

  /** Whether a plan is one that was saved. */
  has(plan: Plan): boolean {
    return this.#plans.get(plan.name) === plan;
  }

  /** The saved automations, each as the definition that it was. */
  automations(): readonly AnyAutomation[] {
    return [...this.#plans.values()]
      .filter(({ kind }) => kind === 'automation')
      .map(
        (plan) =>
          // the cast: nobody asks a saved one for its schemas
          ({ kind: 'automation', name: plan.name, on: plan.on, plan: () => plan }) as AnyAutomation,
      );
  }

  #fillSteps(
    steps: readonly PlanStep[],
    findings: WorkflowFindings,
    at: Path,
  ): readonly PlanStep[] {
    return steps.map((step, index): PlanStep => {
      const path: Path = [...at, index, 'run'];
      const { run } = step;
      if (run.kind === 'each') {
        const body = this.#fillSteps(run.steps, findings, [...path, 'steps']);
        return { ...step, run: { ...run, steps: body } };
      }
      if (run.kind !== 'workflow') return step;
      const { inputs } = run;
      if (run.plan !== undefined) {
        const plan = this.fill(run.plan, findings, [...path, 'plan']);
        return { ...step, run: { kind: 'workflow', plan, inputs } };
      }
      const plan = this.#read(run, findings, path);
      return plan === undefined ? step : { ...step, run: { kind: 'workflow', plan, inputs } };
    });
  }

  #read(run: PlanWorkflow, findings: WorkflowFindings, path: Path): Plan | undefined {
    const { name } = run;
    if (name === undefined) {
      findings.refuse(
        `A job cannot run the file \`${run.path}\`.`,
        path,
        'Save it under a name, and run it by that name.',
      );
      return undefined;
    }
    const known = this.#plans.get(name);
    if (known !== undefined) return known;
    const found = this.#open.has(name) ? undefined : this.#find?.(run);
    if (found === undefined) {
      findings.refuse(
        `The saved workflow \`${name}\` is not in this repository, and a machine of GitHub has no other.`,
        path,
        'sluice workflows vendor',
      );
      return undefined;
    }
    if (this.#taken.has(name)) {
      findings.refuse(
        `\`${name}\` is a saved workflow, and a command of this project: a machine would run the command.`,
        path,
        'Save the workflow under another name.',
        'NAME_TAKEN',
      );
      return undefined;
    }
    this.#open.add(name);
    const plan = this.fill({ ...found, name }, findings, [...path, 'plan']);
    this.#open.delete(name);
    this.#plans.set(name, plan);
    return plan;
  }
}
