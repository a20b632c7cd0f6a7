import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, test } from 'vitest';
import { finish } from '../src/consumer.ts';
import { ROOT } from '../src/workspace.ts';

const { tarballs } = inject('installation');
const checks = join(ROOT, 'tooling/checks');

describe.each(tarballs.map((tarball) => [tarball.name, tarball] as const))(
  '%s',
  (name, tarball) => {
    test('passes publint, strictly', async () => {
      const bytes = await readFile(tarball.path);
      const { messages, pkg } = await publint({
        strict: true,
        pack: {
          tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
        },
      });
      expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
    });

    test('gives its types to every way of resolving that ESM has', async () => {
      const attw = await finish(
        join(checks, 'node_modules/.bin/attw'),
        [tarball.path, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color'],
        { cwd: checks },
      );
      expect(attw, attw.stdout + attw.stderr).toMatchObject({ code: 0 });
    });

    test('contains its licence, what it exports, and no tests', async () => {
      const listing = await finish('tar', ['-tzf', tarball.path], { cwd: checks });
      const files = listing.stdout.trim().split('\n');
      expect(files).toEqual(
        expect.arrayContaining([
          'package/LICENSE',
          'package/package.json',
          'package/dist/index.js',
        ]),
      );
      expect(files.filter((file) => /^package\/(test|coverage|node_modules)\//.test(file))).toEqual(
        [],
      );
    });

    test('refers to no workspace and no source condition', async () => {
      const { stdout } = await finish('tar', ['-xzOf', tarball.path, 'package/package.json'], {
        cwd: checks,
      });
      const manifest = JSON.parse(stdout);
      expect(manifest).toMatchObject({ name, license: 'MIT', type: 'module' });
      expect(JSON.stringify([manifest.dependencies, manifest.peerDependencies])).not.toMatch(
        /workspace:|catalog:/,
      );
      expect(JSON.stringify(manifest.exports)).not.toContain('@sluice/source');
    });
  },
);
