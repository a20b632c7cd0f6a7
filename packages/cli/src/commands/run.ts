/** Running: a command of the project, or `sluice run` with a plan file. @module */
import { BUILT_IN_COMMANDS, nameProblem, type Plan, workflowName } from '@sluice/core/plan';
import type { EventFacts } from '@sluice/core/run';
import { GLOBAL_FLAGS } from '../argv/flag-table.ts';
import { takeGlobals } from '../argv/global-flags.ts';
import { isInputFlag, readInputFlags } from '../argv/input-flags.ts';
import { type InputSpec, inputSpecs } from '../argv/input-spec.ts';
import { quoteWords } from '../argv/quote-words.ts';
import { readRunInputs } from '../argv/run-inputs.ts';
import type { CliContext } from '../context.ts';
import { dryRun } from '../explain/dry-run.ts';
import { explainSteps } from '../explain/explained-step.ts';
import type { PlanSubject } from '../explain/plan-text.ts';
import { gateProblems } from '../gate/gate-refusal.ts';
import { gatesOf } from '../gate/gates-of.ts';
import { openLibrary } from '../library/open-library.ts';
import { libraryFor } from '../library/vendored.ts';
import { type Problem, Problems } from '../problem.ts';
import { findCommand, openProject, type Project } from '../project/open.ts';
import { endure } from '../run/endurance.ts';
import { localEvent } from '../run/event-facts.ts';
import { type EventInputs, eventInputs } from '../run/event-inputs.ts';
import { carriesInputs } from '../run/event-name.ts';
import { type Execution, execute } from '../run/execute.ts';
import { isInJob } from '../run/github-event.ts';
import { printProblems } from '../text/problem-text.ts';
import { isWatching, watchRuns } from '../watch/watch-runs.ts';
import { assertMode, assertNoInputs } from '../workspace/mode.ts';
import { commandHelp } from './command-help.ts';
import { examinePlan, folderOf, inFile, workflowArgument } from './workflow-argument.ts';

/** `sluice NAME`: the inputs are flags, and win over global flags of the same name. */
export async function appCommand(
  name: string,
  rest: readonly string[],
  context: CliContext,
): Promise<number> {
  const project = await openProject(context);
  if (!project.commands.has(name)) await tellOfSaved(name, rest, context);
  const command = findCommand(name, project);
  const plan = command.plan();
  const declared = inputSpecs(plan);
  const taken = takeGlobals(rest, context.flags, (flag) => isInputFlag(flag, declared));
  if (taken.flags.help) {
    context.io.stdout.write(commandHelp(command));
    return 0;
  }
  const flags = taken.flags;
  const given = [...context.given, ...taken.given];
  await assertFlags(plan, { ...context, flags, given });
  assertNoInputs(flags, taken.rest);
  const event = await localEvent(context.io, flags);
  // In a job of GitHub it is the job that gives the inputs, whatever the event is.
  const isWorkflow = command.kind !== 'task' && !(flags.event === undefined && isInJob(context.io));
  const specs = isWorkflow ? specsOn(event, declared) : declared;
  // The inputs of a step are those that its run was set up with.
  const inputs =
    flags.step === undefined
      ? readInputFlags(
          taken.rest,
          specs,
          name,
          GLOBAL_FLAGS.map((flag) => flag.name),
        )
      : {};
  const folder = folderOf(project, context.io.cwd);
  const told = isWorkflow ? eventInputs(plan, event, inputs) : { event, inputs, warnings: [] };
  const origin = { kind: command.kind, project, folder, words: [name] };
  return start(plan, told, origin, { ...context, flags, given });
}

/** What is saved is no command: a project that takes the name later would change what it means. */
async function tellOfSaved(
  name: string,
  rest: readonly string[],
  context: CliContext,
): Promise<void> {
  if (nameProblem(name, 'workflow') !== undefined || BUILT_IN_COMMANDS.includes(name)) return;
  if (!(await openLibrary(context).exists(workflowName(name)))) return;
  throw new Problems({
    code: 'COMMAND_UNKNOWN',
    message: `\`${name}\` is no command, but a workflow that is saved.`,
    hint: `sluice ${quoteWords(['run', name, ...rest])}`,
  });
}

/** `sluice run NAME|FILE|- key=value…`. */
export async function runCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const [argument, ...words] = rest;
  if (argument === undefined) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`run` needs a workflow or a plan file.',
      hint: 'sluice run plan.json key=value',
    });
  }
  const { plan, kind, project, folder, file } = await workflowArgument(argument, context);
  const { flags } = context;
  await assertFlags(plan, context);
  if (flags.watch && argument === '-') {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`--watch` reads the plan for every run, and standard input is read once.',
      hint: 'Save the plan in a file: sluice run plan.json --watch',
    });
  }
  assertNoInputs(flags, words);
  const event = await localEvent(context.io, flags);
  const inputs =
    flags.step === undefined
      ? readRunInputs(words, specsOn(event, inputSpecs(plan)), argument)
      : {};
  const origin = { kind, project, folder, file, words: ['run', argument] };
  const code = await start(plan, eventInputs(plan, event, inputs), origin, context);
  if (argument === '-' && code === 0) {
    const { offerToSave } = await import('../library/offer-to-save.ts');
    await offerToSave(plan, { project, folder }, context);
  }
  return code;
}

/** Throws {@link Problems} where flags do not go together, or one of them has nothing to do. */
async function assertFlags(plan: Plan, { flags, given, io }: CliContext): Promise<void> {
  if (given.length > 0) {
    const { assertTogether } = await import('../argv/flag-effects.ts');
    assertTogether(given, flags, plan, io.cwd);
  }
  assertMode(flags);
}

/** On an event that carries no inputs none is asked for. */
function specsOn(event: EventFacts, specs: readonly InputSpec[]): readonly InputSpec[] {
  return carriesInputs(event.name) ? specs : specs.map((spec) => ({ ...spec, required: false }));
}

/** Where a workflow comes from. */
interface Origin {
  readonly kind: PlanSubject['kind'];
  readonly project: Project;
  /** What it nests by path is relative to this. */
  readonly folder: string;
  /** The file it was read from; undefined for a command of the project and for what is saved. */
  readonly file?: string | undefined;
  /** The words of the command line that name it. */
  readonly words: readonly string[];
}

async function start(
  plan: Plan,
  { event, inputs, warnings }: EventInputs,
  { kind, project, folder, file, words }: Origin,
  context: CliContext,
): Promise<number> {
  if (isWatching(context)) return watchRuns(folder, context);
  const { io, flags } = context;
  const library = libraryFor(project.loaded, context);
  const { findings, nested } = await examinePlan(plan, folder, project.loaded, library);
  const found: readonly Problem[] = [...findings.map(inFile(file)), ...warnings];
  if (found.some((each) => each.severity === 'error')) throw new Problems(...found);
  if (!flags.json) warn(found, context);
  const byHand = flags.setup || flags.step !== undefined;
  // How long a step may take is said when it is run, and is no part of what is set up.
  const enduring = byHand ? plan : endure(plan, flags);
  const { localArtifacts, localEngine, localMachine, localSecrets, ownsProcess } = await import(
    '../run/local-engine.ts'
  );
  const { missingSecrets } = await import('../run/missing-secrets.ts');
  const machine = localMachine();
  const given = { library, machine, secrets: await localSecrets(plan, project.loaded, io) };
  const steps = explainSteps(enduring, { inputs, event, nested });
  const lacking = byHand ? [] : await missingSecrets(steps, project.loaded, given.secrets, io);
  if (flags.dryRun) {
    if (!flags.json) warn(lacking, context);
    return dryRun({ plan: enduring, kind, inputs, event }, nested, context);
  }
  const unanswerable = byHand ? [] : await gateProblems(gatesOf(steps), context);
  if (unanswerable.length + lacking.length > 0) throw new Problems(...unanswerable, ...lacking);
  const again = `Start anew: ${quoteWords(['sluice', ...context.argv])}`;
  const run = { plan: enduring, steps, inputs, event, folder, again };
  if (flags.workspace !== undefined || flags.isolated) {
    const { inWorkspace } = await import('../workspace/in-workspace.ts');
    return inWorkspace({ ...run, ...given, nested, project, words }, context);
  }
  const artifacts = localArtifacts(project.loaded, io);
  const engine: Execution['engine'] = (onLines) =>
    localEngine(project.loaded, io, given, plan, onLines);
  const stoppable = ownsProcess(plan, project.loaded) ? undefined : machine;
  return execute({ ...run, artifacts, engine, stoppable }, context);
}

function warn(problems: readonly Problem[], { io, style }: CliContext): void {
  if (problems.length === 0) return;
  const told = problems.map((each) => ({ ...each, severity: 'warning' as const }));
  io.stderr.write(printProblems(told, { cwd: io.cwd, style }));
}
