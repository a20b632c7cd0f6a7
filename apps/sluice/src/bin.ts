#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { projectsOwn } from './hand-over.ts';

enableCompileCache();

async function start(): Promise<void> {
  const argv = process.argv.slice(2);
  const self = fileURLToPath(import.meta.url);
  const own = projectsOwn({ argv, env: process.env, cwd: process.cwd(), self });
  if (own !== undefined) {
    await import(own);
    return;
  }
  const { run } = await import('./index.ts');
  const code = await run(argv);
  // What a project left behind, a timer or a socket, must not hold the command; what was written must arrive.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

void start();
