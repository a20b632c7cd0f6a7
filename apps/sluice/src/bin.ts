#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectsOwn } from './hand-over.ts';
import { tooOld } from './old-node.ts';
import { quietWarnings } from './quiet-warnings.ts';
import { type WarmModule, warmModule } from './warm-module.ts';

type Command = typeof import('./index.ts');

const refusal = tooOld(process.versions.node, process.execPath);
if (refusal !== undefined) {
  process.stderr.write(refusal);
  process.exit(2);
}
const { directory } = enableCompileCache();

async function start(): Promise<void> {
  const argv = process.argv.slice(2);
  const self = fileURLToPath(import.meta.url);
  const own = projectsOwn({ argv, env: process.env, cwd: process.cwd(), self });
  if (own !== undefined) {
    await import(own);
    return;
  }
  quietWarnings(process);
  const warm = warmCommand(self, argv);
  const { run } = warm?.exports ?? (await import('./index.ts'));
  const code = await run(argv);
  if (code === 0) warm?.keep();
  // What a project left behind, a timer or a socket, must not hold the command; what was written must arrive.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

/** The built command, for whatever runs more of it than a version, a help or a completion. */
function warmCommand(self: string, argv: readonly string[]): WarmModule<Command> | undefined {
  const [word = ''] = argv;
  if (!self.endsWith('.cjs') || directory === undefined || !/^[a-z]/.test(word)) return undefined;
  return warmModule(join(dirname(self), 'index.cjs'), { folder: directory, word });
}

void start();
