import { describe, expect, test } from 'vitest';
import { createManualClock } from '../src/index.ts';

describe('a manual clock', () => {
  test('wakes sleepers by time, then by the order in which they lay down', async () => {
    const clock = createManualClock(1000);
    const woken: string[] = [];
    for (const [name, ms] of [
      ['c', 30],
      ['a', 10],
      ['b1', 20],
      ['b2', 20],
    ] as const) {
      void clock.sleep(ms).then(() => woken.push(`${name}@${clock.now()}`));
    }
    await clock.advance(20);
    expect(woken).toEqual(['a@1010', 'b1@1020', 'b2@1020']);
    expect([clock.now(), clock.pendingTimers]).toEqual([1020, 1]);
  });

  test('serves sleeps that start on the way', async () => {
    const clock = createManualClock();
    let turns = 0;
    const loop = (async () => {
      while (turns < 5) {
        await clock.sleep(10);
        turns++;
      }
    })();
    await clock.advance(35);
    expect(turns).toBe(3);
    await clock.advance(15);
    await loop;
    expect([turns, clock.now(), clock.pendingTimers]).toEqual([5, 50, 0]);
  });

  test('does not move by itself', async () => {
    const clock = createManualClock();
    let woken = false;
    void clock.sleep(0).then(() => {
      woken = true;
    });
    await clock.advance(0);
    expect([woken, clock.now()]).toEqual([true, 0]);
  });

  test('an aborted sleep rejects with the reason and leaves no timer', async () => {
    const clock = createManualClock();
    const controller = new AbortController();
    const slept = clock.sleep(10, controller.signal);
    controller.abort(new Error('enough'));
    await expect(slept).rejects.toThrow('enough');
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow('enough');
    expect(clock.pendingTimers).toBe(0);
  });

  test('goes to the next sleeper', async () => {
    const clock = createManualClock();
    expect(await clock.advanceToNext()).toBe(false);
    void clock.sleep(500);
    expect(await clock.advanceToNext()).toBe(true);
    expect(clock.now()).toBe(500);
  });
});
