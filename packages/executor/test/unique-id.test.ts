import { expect, test, vi } from 'vitest';
import { uniqueId } from '../src/index.ts';

test('ids differ, also where somebody has taken chance away', () => {
  using _ = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const ids = Array.from({ length: 1000 }, uniqueId);
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
