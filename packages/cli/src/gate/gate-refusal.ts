/** Gates that nobody here could answer stop a run before anything of it runs. @module */
import type { CliContext } from '../context.ts';
import { isInteractive } from '../interactive.ts';
import type { Problem } from '../problem.ts';
import { answererOf, localNames, whoIsHere } from './answerer.ts';
import type { GateStep } from './gates-of.ts';

/** What is wrong with the gates that a run may come to. One with a deadline needs nobody. */
export async function gateProblems(
  reached: readonly GateStep[],
  context: CliContext,
): Promise<readonly Problem[]> {
  const gates = reached.filter((gate) => gate.run.deadline === undefined);
  if (gates.length === 0) return [];
  if (!isInteractive(context.io)) {
    return gates.map((gate) => ({
      code: 'GATE_UNANSWERED',
      message: `The gate \`${gate.id}\` waits for ${gate.run.acceptors.join(' or ')}, and there is no terminal to ask in.`,
      hint: 'Run it in a terminal, outside CI: a local run does not outlive its process.',
    }));
  }
  const names = await localNames(context.io.cwd);
  return gates
    .filter((gate) => answererOf(gate.run.acceptors, names) === undefined)
    .map((gate) => ({
      code: 'ACCEPTOR_REFUSED',
      message: `Nobody here may answer \`${gate.id}\`, which waits for ${gate.run.acceptors.join(' or ')}.`,
      hint: whoIsHere(names),
    }));
}
