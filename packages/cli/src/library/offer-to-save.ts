/** After a plan that came through a pipe has run: whether it is worth keeping. @module */
import {
  inlineFiles,
  nameProblem,
  type Plan,
  WorkflowError,
  workflowName,
} from '@sluice/core/plan';
import type { WorkflowLibrary } from '@sluice/core/run';
import { examinePlan, type FoundWorkflow } from '../commands/workflow-argument.ts';
import type { CliContext } from '../context.ts';
import { createLineReader } from '../gate/line-reader.ts';
import type { CliTerminal } from '../io.ts';
import { openLibrary } from './open-library.ts';
import { sourceOf } from './saved-source.ts';

/**
 * Asks on the terminal that controls this process, for standard input was the plan. Nobody is asked where nobody sees
 * standard error, in CI, or where a program reads what is printed.
 */
export async function offerToSave(
  plan: Plan,
  { project, folder }: Pick<FoundWorkflow, 'project' | 'folder'>,
  context: CliContext,
): Promise<void> {
  const { io, flags } = context;
  if (io.stderr.isTTY !== true || io.env['CI'] || flags.json || flags.dryRun) return;
  const terminal = io.openTerminal?.();
  if (terminal === undefined) return;
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  const lines = createLineReader(terminal.input);
  const ask = async (question: string): Promise<string | undefined> => {
    terminal.write(question);
    return (await lines.next(stop.signal))?.trim();
  };
  try {
    if (!/^y(es)?$/i.test((await ask('Save this workflow? [y/N] ')) ?? '')) return;
    const library = openLibrary(context);
    const name = await askName(plan.name, library, terminal, ask);
    if (name === undefined) return;
    const given = await ask(`Description [${plan.description ?? 'none'}]: `);
    if (given === undefined) return;
    const { nested } = await examinePlan(plan, folder, project.loaded, library);
    const whole = inlineFiles({ ...plan, name }, nested);
    const source = sourceOf(whole, project);
    await library.save(workflowName(name), whole, {
      ...(given !== '' && { description: given }),
      ...(source !== undefined && { source }),
    });
    terminal.write(`Saved \`${name}\`: sluice run ${name}\n`);
  } catch (error) {
    // The run went well, whatever becomes of this.
    if (!WorkflowError.is(error)) throw error;
    terminal.write(`Not saved: ${error.message}\n`);
  } finally {
    stopListening();
    lines.close();
    terminal.close();
  }
}

/** Asks until the name can be used; a taken one is never written over, another is offered. */
async function askName(
  wanted: string,
  library: WorkflowLibrary,
  terminal: CliTerminal,
  ask: (question: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  let offer = await freeName(wanted, library);
  for (;;) {
    const typed = await ask(`Name [${offer}]: `);
    if (typed === undefined) return undefined;
    const name = typed === '' ? offer : typed;
    const problem = nameProblem(name, 'workflow');
    if (problem !== undefined) {
      terminal.write(`${problem.message} ${problem.hint}\n`);
      continue;
    }
    try {
      if (!(await library.exists(workflowName(name)))) return name;
    } catch (error) {
      if (!WorkflowError.is(error, 'NAME_INVALID')) throw error;
      terminal.write(`${error.message} ${error.hint ?? ''}\n`);
      continue;
    }
    offer = await freeName(name, library);
    terminal.write(`The workflow \`${name}\` is saved already.\n`);
  }
}

/** The name, or the first one with a number behind it that nothing has. */
async function freeName(wanted: string, library: WorkflowLibrary): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted.slice(0, 45)}-${number}`;
    if (!(await library.exists(workflowName(name)))) return name;
  }
}
