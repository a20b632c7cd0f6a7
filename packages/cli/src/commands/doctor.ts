/** `sluice doctor`: whether this machine and this project are fit for work. @module */
import { strayWord } from '../argv/stray-word.ts';
import type { CliContext } from '../context.ts';
import type { Check } from '../doctor/check.ts';
import { checkGit, checkGithubLogin, checkNode, checkSecrets } from '../doctor/machine-checks.ts';
import { checkProject } from '../doctor/project-checks.ts';
import { hangText } from '../text/display-width.ts';
import { type Style, styleFor } from '../text/style.ts';
import { paintStatus, statusSymbol } from '../view/symbol.ts';

/** Prints every check; the exit code is 1 when something is wrong. */
export async function doctorCommand(rest: readonly string[], context: CliContext): Promise<number> {
  const [word] = rest;
  if (word !== undefined) throw strayWord('doctor', word, 'sluice doctor');
  const { io, flags } = context;
  const [git, secrets, project, github] = await Promise.all([
    checkGit(io),
    checkSecrets(io),
    checkProject(context),
    checkGithubLogin(io),
  ]);
  const checks = [checkNode(process.versions.node), git, ...project, secrets, github];
  const ok = checks.every((check) => check.status !== 'wrong');
  if (flags.json) io.stdout.write(`${JSON.stringify({ v: 1, ok, checks })}\n`);
  else
    io.stdout.write(
      printChecks(checks, styleFor(io.stdout, io.env, flags.color), io.stdout.columns),
    );
  return ok ? 0 : 1;
}

/** A check is shown as a step would be that ended like it. */
const AS_STEP = { ok: 'success', note: 'skipped', wrong: 'failure' } as const;

function printChecks(checks: readonly Check[], style: Style, terminal = 80): string {
  const columns = Math.min(terminal, 80);
  const width = Math.max(...checks.map((check) => check.name.length));
  const indent = ' '.repeat(width + 4);
  const lines = checks.flatMap(({ name, status, message, hint }) => {
    const symbol = paintStatus(AS_STEP[status], style)(statusSymbol(AS_STEP[status], 0, style));
    return [
      ...hangText(`${symbol} ${name.padEnd(width)}  `, message, columns),
      ...(hint === undefined ? [] : hangText(`${indent}${style.cyan('hint:')} `, hint, columns)),
    ];
  });
  return `${lines.join('\n')}\n`;
}
