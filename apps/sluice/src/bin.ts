#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

enableCompileCache();

async function start(): Promise<void> {
  const { run } = await import('./index.ts');
  const code = await run(process.argv.slice(2));
  // What a project left behind, a timer or a socket, must not hold the command; what was written must arrive.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

void start();
