/** `sluice import`: a workflow of another tool becomes a plan, and what a plan cannot say is told. @module */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Plan } from '@sluice/core/plan';
import { parseImport, parsePlanText } from '@sluice/storage';
import { readOwnFlags } from '../argv/own-flags.ts';
import type { CliContext } from '../context.ts';
import { noticeOf } from '../library/open-library.ts';
import { Problems } from '../problem.ts';
import { printProblems } from '../text/problem-text.ts';
import { writePlan } from './plan-output.ts';
import { knownHere } from './workflow-argument.ts';

/** Writes what can be expressed, says what cannot, and then ends with 2. */
export async function importCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const { flags, words } = readOwnFlags(rest, { output: 'text' }, 'import');
  const [argument, ...more] = words;
  if (argument === undefined || more.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: '`import` takes one file.',
      hint: 'sluice import flow.json --output=plan.yaml',
    });
  }
  const { io, style } = context;
  const file = argument === '-' ? 'standard input' : resolve(io.cwd, argument);
  const source = argument === '-' ? await text(io.stdin) : readSource(file, argument);
  const imported = await parseImport(source, file);
  if (imported === undefined) {
    throw new Problems({
      code: 'WORKFLOW_INVALID',
      message: `\`${argument}\` is no workflow of nodes and edges.`,
      hint: 'A plan needs no import: sluice run, save and export take it as it is.',
    });
  }
  try {
    const plan = await parsePlanText(source, file, knownHere(undefined), noticeOf(context));
    await writePlan(plan, flags, io);
    return 0;
  } catch (error) {
    const { diagnostics } = error as { diagnostics?: Problems['problems'] };
    if (diagnostics === undefined || diagnostics.length === 0) throw error;
    io.stderr.write(printProblems(diagnostics, { cwd: io.cwd, style }));
  }
  // To be completed by hand: it is no plan yet, but nothing of it is lost.
  await writePlan(imported.plan as unknown as Plan, flags, io);
  return 2;
}

function readSource(file: string, argument: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Problems({
      code: 'WORKFLOW_NOT_FOUND',
      message: `There is no file \`${argument}\`.`,
      hint: 'Pass the path of a workflow, or `-` for standard input.',
    });
  }
}
