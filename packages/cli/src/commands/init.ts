/** `sluice init`: a first project, in an empty folder or beside what is there. @module */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readOwnFlags } from '../argv/own-flags.ts';
import type { CliContext } from '../context.ts';
import { createLineReader } from '../gate/line-reader.ts';
import { initFiles, parseManifest } from '../init/files.ts';
import type { CliIo } from '../io.ts';
import { Problems } from '../problem.ts';
import { APP_FILES } from '../project/find.ts';

/** Package managers by the file they leave. */
const MANAGERS: readonly (readonly [file: string, command: string])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
];

/** Writes the files, says what it wrote, and installs when asked to. Never overwrites a project. */
export async function initCommand(rest: readonly string[], { io }: CliContext): Promise<number> {
  const { flags, words } = readOwnFlags(rest, { install: 'switch' }, 'init');
  if (words.length > 0) {
    throw new Problems({
      code: 'USAGE_INVALID',
      message: `\`init\` does not know what to do with \`${words[0]}\`.`,
      hint: 'Go to the folder, and call sluice init there.',
    });
  }
  const existing = APP_FILES.find((name) => existsSync(join(io.cwd, name)));
  if (existing !== undefined) {
    throw new Problems({
      code: 'APP_EXISTS',
      message: `There is a \`${existing}\` already; nothing was changed.`,
      hint: 'sluice list shows what it has.',
    });
  }
  const files = initFiles(
    {
      name: basename(io.cwd),
      manifest: readManifest(io.cwd),
      gitignore: readIfThere(join(io.cwd, '.gitignore')),
    },
    io.packages,
  );
  for (const { path, text } of files) writeFileSync(join(io.cwd, path), text);
  const width = Math.max(...files.map(({ path }) => path.length));
  io.stdout.write(files.map(({ path, said }) => `${path.padEnd(width)}  ${said}\n`).join(''));

  const manager = MANAGERS.find(([file]) => existsSync(join(io.cwd, file)))?.[1] ?? 'npm';
  const install = flags.install === true || (await agrees(io, `Run ${manager} install now?`));
  if (install && !(await run(manager, io))) {
    throw new Problems({
      code: 'EXEC_FAILED',
      message: `\`${manager} install\` failed.`,
      hint: `The files are there: mend it, and call ${manager} install.`,
    });
  }
  const steps = [...(install ? [] : [`${manager} install`]), 'npx sluice greet --name Ada'];
  io.stdout.write(`\nNext:\n${steps.map((each) => `  ${each}\n`).join('')}`);
  return 0;
}

function readManifest(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    parseManifest(text);
    return text;
  } catch (error) {
    throw new Problems({
      code: 'PACKAGE_INVALID',
      message: `\`package.json\` cannot be read: ${(error as Error).message}`,
      location: { file },
      hint: 'Mend it; nothing was changed.',
    });
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Asks where somebody can answer; nobody is a no. */
async function agrees(io: CliIo, question: string): Promise<boolean> {
  if ((io.stdin as { isTTY?: boolean }).isTTY !== true || io.stderr.isTTY !== true) return false;
  io.stderr.write(`${question} [Y/n] `);
  const lines = createLineReader(io.stdin);
  const answer = await lines.next(new AbortController().signal);
  lines.close();
  return answer !== undefined && /^(y(es)?)?$/i.test(answer.trim());
}

function run(manager: string, { cwd }: CliIo): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { cwd, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' } as const;
    const child = spawn(manager, ['install'], { ...options, stdio: [...options.stdio] });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}
