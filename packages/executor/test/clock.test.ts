import { expect, it } from 'vitest';
import { createStoppableClock } from '../src/clock.ts';

it('a sleep does not count the time in which the process stood still', async () => {
  const clock = createStoppableClock();
  const from = performance.now();
  const over = clock.sleep(20).then(() => performance.now() - from);
  const late = clock.sleep(10).then(() => clock.sleep(1));
  clock.stood(60);
  expect(await over).toBeGreaterThan(79);
  await late;
});
