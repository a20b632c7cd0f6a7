// The public types, on three compilers: what must be inferred, and every mistake that must not compile.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const here = join(dirname(fileURLToPath(import.meta.url)), 'types');

async function compile(version: string, project: string): Promise<string> {
  const compiler = fileURLToPath(import.meta.resolve(`${version}/package.json`)).replace(
    /package\.json$/,
    'bin/tsc',
  );
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, '-p', project, '--noEmit', '--pretty', 'false'],
      { cwd: here, maxBuffer: 1 << 26 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

interface Found {
  readonly line: number;
  readonly text: string;
}
function errorsOf(output: string, file: string): readonly Found[] {
  return output.split('\n').flatMap((line) => {
    const match = /^(.*)\((\d+),\d+\): error (TS\d+: .*)$/.exec(line);
    return match?.[1]?.endsWith(file) ? [{ line: Number(match[2]), text: match[3]! }] : [];
  });
}

describe('the public types', () => {
  for (const version of ['typescript59', 'typescript60', 'typescript']) {
    it(`hold on ${version}`, { timeout: 120_000 }, async () => {
      expect(await compile(version, join(here, 'tsconfig.json'))).toBe('');
    });
  }

  it('name each mistake in the line under its directive', { timeout: 120_000 }, async () => {
    const source = (await readFile(join(here, 'negative.test-d.ts'), 'utf8')).split('\n');
    const folder = await mkdtemp(join(here, 'stripped-'));
    try {
      const text = source
        .map((line) => line.replace('// @ts-expect-error', '// expected:'))
        .join('\n');
      await writeFile(
        join(folder, 'stripped.ts'),
        text.replaceAll("'../examples/", "'../../examples/"),
      );
      await writeFile(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ extends: '../tsconfig.json', include: ['.', '../../examples'] }),
      );
      const errors = errorsOf(
        await compile('typescript', join(folder, 'tsconfig.json')),
        'stripped.ts',
      );
      const messages: string[] = [];
      const missed: string[] = [];
      source.forEach((line, at) => {
        const what = /@ts-expect-error (.*)$/.exec(line)?.[1];
        if (what === undefined) return;
        const hits = errors.filter((each) => each.line === at + 2);
        if (hits.length === 0) missed.push(`${at + 1}: ${what}`);
        messages.push(`${what}\n${hits.map((each) => `    ${each.text}`).join('\n')}\n`);
      });
      expect(missed).toEqual([]);
      expect(messages.length).toBeGreaterThan(100);
      await expect(messages.join('\n')).toMatchFileSnapshot('types/messages.txt');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
