import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { tooOld } from '../src/old-node.ts';

test('a Node that is too old hears which one is needed, and where it is itself', () => {
  expect(tooOld('20.20.2', '/usr/bin/node')).toBe(
    [
      'error[NODE_TOO_OLD]: Sluice needs Node 22.18 or newer, and this is 20.20.2.',
      '  at /usr/bin/node',
      '  hint: Install a newer one, or let PATH find the one that you have.\n',
    ].join('\n'),
  );
  expect(tooOld('22.17.9', 'node')).toContain('22.17.9');
});

test.each([process.versions.node, '22.18.0', '22.23.3', '24.11.0', '26.0.0'])(
  'Node %s is new enough',
  (version) => expect(tooOld(version, 'node')).toBeUndefined(),
);

test('the oldest one is the one that npm is told of', () => {
  const oldest = /^\^(\d+\.\d+\.\d+)/.exec(manifest.engines.node)![1]!;
  expect(tooOld(oldest, 'node')).toBeUndefined();
  const [major, minor] = oldest.split('.').map(Number);
  expect(tooOld(`${major}.${minor! - 1}.9`, 'node')).toBeDefined();
});
