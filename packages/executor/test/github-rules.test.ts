import type { Json } from '@sluice/core/plan';
import { expect, it } from 'vitest';
import { machine, shell } from './support/machine.ts';

const note = (name: string): string => `echo ${name} >> "$LEDGER"`;
const until = (file: string): string => `until test -e ${file}; do sleep 0.01; done`;
const axes: [string, Json[]][] = [
  ['os', ['linux', 'mac']],
  ['node', [20, 22]],
];
const env = { OS: '${{ matrix.os }}', NODE: '${{ matrix.node }}', MORE: '${{ matrix.more }}' };

it('runs the legs that include and exclude leave, each once, with its own values', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('leg', 'echo "$OS $NODE <$MORE>" >> "$LEDGER"', {
      env,
      matrix: {
        axes,
        exclude: [{ os: 'mac', node: 20 }],
        include: [
          { os: 'linux', more: 'yes' },
          { os: 'windows', node: 24 },
        ],
      },
    }),
  ]);
  expect(done.outcome.status).toBe('completed');
  expect(m.ledger().sort()).toEqual([
    'linux 20 <yes>',
    'linux 22 <yes>',
    'mac 22 <>',
    'windows 24 <>',
  ]);
  expect(done.result('leg[os=mac,node=20]')).toBeUndefined();
});

it('cancels running and queued legs when one fails, and not when it may fail', async () => {
  await using m = await machine();
  const matrix = { axes: [['n', [1, 2, 3]]] as [string, Json[]][], maxParallel: 2 };
  const leg = `echo "$N" >> "$LEDGER"; case $N in 1) ${until('two')}; exit 1 ;; 2) touch two; sleep 600 ;; esac`;
  const first = await m.run([
    shell('fast', leg, { matrix, env: { N: '${{ matrix.n }}' } }),
    shell('after', note('after'), { needs: ['fast'] }),
    shell('told', note('told'), { needs: ['fast'], when: 'failure()' }),
  ]);
  expect(first.outcome).toMatchObject({ status: 'failed' });
  expect(['fast[n=1]', 'fast[n=2]', 'fast[n=3]'].map((step) => first.result(step))).toEqual([
    'step-failed',
    'step-cancelled',
    'step-cancelled',
  ]);
  expect(first.result('after')).toBe('step-skipped');
  expect(m.ledger().sort()).toEqual(['1', '2', 'told']);

  const gentle = 'echo "g$N" >> "$LEDGER"; test "$N" != 1';
  const second = await m.run([
    shell('gentle', gentle, { matrix, env: { N: '${{ matrix.n }}' }, continueOnError: true }),
    shell('next', note('next'), { needs: ['gentle'] }),
  ]);
  expect(second.outcome.status).toBe('completed');
  expect(m.ledger().slice(3).sort()).toEqual(['g1', 'g2', 'g3', 'next']);

  const slow = await m.run([
    shell('whole', 'echo "w$N" >> "$LEDGER"; test "$N" != 1', {
      matrix: { ...matrix, failFast: false },
      env: { N: '${{ matrix.n }}' },
    }),
  ]);
  expect(slow.outcome.status).toBe('failed');
  expect(m.ledger().slice(7).sort()).toEqual(['w1', 'w2', 'w3']);
});

it('skips what needs a skipped step, along the whole chain, but for status functions', async () => {
  await using m = await machine();
  const done = await m.run([
    shell('never', note('never'), { when: 'false' }),
    shell('next', note('next'), { needs: ['never'] }),
    shell('last', note('last'), { needs: ['next'] }),
    shell('always', note('always'), { needs: ['next'], when: 'always()' }),
    shell('unfailed', note('unfailed'), { needs: ['never'], when: '!failure() && !cancelled()' }),
    shell('string', note('string'), { needs: ['never'], when: "'always()' == 'always()'" }),
  ]);
  expect(done.outcome.status).toBe('completed');
  expect(m.ledger().sort()).toEqual(['always', 'unfailed']);
});

it('counts what retries, limits of time and continueOnError make of a step', async () => {
  await using m = await machine();
  const retry = { attempts: 3, backoffMs: 1 };
  const done = await m.run([
    shell('bad', `${note('bad')}; exit 1`, { retry, continueOnError: true }),
    shell('after', note('after'), { needs: ['bad'] }),
    shell('good', note('good'), { retry }),
    shell('slow', `${note('slow')}; sleep 600`, { timeoutMs: 2000, continueOnError: true }),
  ]);
  expect(done.outcome.status).toBe('completed');
  const counts = Map.groupBy(m.ledger(), (line) => line);
  expect([...counts].map(([line, all]) => [line, all.length]).sort()).toEqual([
    ['after', 1],
    ['bad', 3],
    ['good', 1],
    ['slow', 1],
  ]);
  expect(done.result('slow')).toBe('step-timed-out');
});
