import { expect, test } from 'vitest';
import { cronProblems, timezoneProblem } from '../src/plan/cron.ts';

test.each(['0 3 * * *', '*/15 0-6,22 1,15 JAN-mar mon-FRI', '5/10 * * * 0'])(
  '`%s` is fine',
  (cron) => {
    expect(cronProblems(cron)).toEqual([]);
  },
);

test.each([
  ['* * * *', '`* * * *` has 4 fields.'],
  ['0 0 L * *', 'The day of month `L` of a cron line does not know `L`.'],
  ['0 0 * * 5#2', 'The day of week `5#2` of a cron line has a part `5#2` that cannot be read.'],
  ['0 5-1 * * *', 'The hour `5-1` of a cron line has a range that runs backwards.'],
  ['*/0 * * * *', 'The minute `*/0` of a cron line has a step of 0.'],
  ['1,,2 * * * *', 'The minute `1,,2` of a cron line has an empty part.'],
])('`%s` is refused, with the field and why', (cron, message) => {
  expect(cronProblems(cron).map((each) => each.message)).toEqual([message]);
});

test('time zones are IANA names', () => {
  expect(timezoneProblem('Europe/Berlin')).toBeUndefined();
  expect(timezoneProblem('+02:00')?.message).toBe('`+02:00` is not a time zone.');
  expect(timezoneProblem('Mars/Phobos')?.message).toBe('`Mars/Phobos` is not a time zone.');
});
