/** A project in a folder of its own, and `sluice` in a process of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const app = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(app, 'src', 'bin.ts');

/** How a command ended, and what it wrote. The folder of the project shows as `<project>`. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project that is gone when the test has ended. */
export interface Project {
  readonly folder: string;
  /** Runs `sluice` there, from source. */
  sluice(
    args: readonly string[],
    options?: {
      readonly env?: Record<string, string>;
      readonly input?: string;
      readonly interruptAt?: string;
    },
  ): Promise<Ended>;
}

/** Makes a project from its files. */
export function project(files: Readonly<Record<string, string>>): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-cli-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(app, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return {
    folder,
    sluice: (args, options = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, ['--conditions=@sluice/source', bin, ...args], {
          cwd: folder,
          env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...options.env },
        });
        const texts = { stdout: '', stderr: '' };
        child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
        let interrupted = false;
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          texts.stderr += text;
          const { interruptAt } = options;
          if (interrupted || interruptAt === undefined || !texts.stderr.includes(interruptAt))
            return;
          interrupted = true;
          child.kill('SIGINT');
        });
        child.on('error', reject);
        child.on('close', (code) =>
          resolve({
            code,
            stdout: texts.stdout.replaceAll(folder, '<project>'),
            stderr: texts.stderr.replaceAll(folder, '<project>'),
          }),
        );
        child.stdin.end(options.input ?? '');
      }),
  };
}

/** A file that describes a project around these lines. */
export function appFile(body: string, commands = '', automations = ''): string {
  return [
    "import { app, automation, status, task } from '@sluice/core';",
    "import { z } from 'zod';",
    body,
    `export default app({ entryPoint: 'sluice', commands: { Work: [${commands}] }, automations: [${automations}] });`,
    '',
  ].join('\n');
}
