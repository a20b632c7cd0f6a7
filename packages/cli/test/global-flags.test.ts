import { describe, expect, test } from 'vitest';
import { flagVariable, GLOBAL_FLAGS, type GlobalFlag } from '../src/argv/flag-table.ts';
import { splitArgv, takeGlobals } from '../src/argv/global-flags.ts';
import { Problems } from '../src/problem.ts';

/** A value that the flag takes, other than what it is when nobody says. */
const sample = (flag: GlobalFlag): string => {
  if (flag.value === undefined) return 'true';
  if (flag.count === true) return '3';
  if (flag.duration === true) return '5s';
  return flag.choices?.find((each) => each !== flag.default) ?? 'some/value';
};
const none = splitArgv([], {}).flags;
const problem = (make: () => unknown) => {
  try {
    make();
  } catch (error) {
    if (error instanceof Problems) return error.problems[0];
    throw error;
  }
  return undefined;
};

describe.each(GLOBAL_FLAGS.map((flag) => [flag.name, flag] as const))('--%s', (name, flag) => {
  const variable = flagVariable(flag) ?? '';
  const given = splitArgv([`--${name}=${sample(flag)}`, 'go'], {});

  test('changes one thing, before the command and after it', () => {
    expect(given.command).toBe('go');
    const changed = Object.entries(given.flags).filter(
      ([key, value]) => value !== none[key as keyof typeof none],
    );
    expect(changed).toHaveLength(1);
    const after = takeGlobals([`--${name}=${sample(flag)}`, 'word'], none, () => false);
    expect(after).toEqual({ rest: ['word'], flags: given.flags, given: [name] });
    expect(given.given).toEqual([name]);
  });

  test('an own input of the same name wins after the command', () => {
    const words = [`--${name}=${sample(flag)}`];
    expect(takeGlobals(words, none, (own) => own === name)).toEqual({
      rest: words,
      flags: none,
      given: [],
    });
  });

  if (variable !== '')
    test('is a variable, too; the flag wins, empty is not given', () => {
      expect(splitArgv(['go'], { [variable]: sample(flag) }).flags).toEqual(given.flags);
      expect(splitArgv(['go'], { [variable]: '' }).flags).toEqual(none);
      expect(splitArgv([`--${name}=${sample(flag)}`], { [variable]: sample(flag) }).flags).toEqual(
        given.flags,
      );
    });

  if (flag.value === undefined)
    test('is on, off, or says false', () => {
      const key = Object.keys(given.flags).find(
        (each) => given.flags[each as keyof typeof none] !== none[each as keyof typeof none],
      ) as keyof typeof none;
      for (const [word, value] of [
        [`--${name}`, true],
        [`--no-${name}`, false],
        [`--${name}=false`, false],
        [`--${name}=0`, false],
      ] as const) {
        expect(splitArgv([word], {}).flags[key]).toBe(value);
      }
      expect(problem(() => splitArgv([`--${name}=maybe`], {}))?.code).toBe('USAGE_INVALID');
    });

  if (flag.value !== undefined)
    test('needs a value; one that is wrong is told with its source', () => {
      expect(problem(() => splitArgv([`--${name}`], {}))?.message).toBe(
        `\`--${name}\` needs a value.`,
      );
      expect(splitArgv([`--${name}=`, 'go'], {}).flags).toEqual(none);
      if (flag.choices === undefined && flag.count !== true && flag.duration !== true) return;
      expect(problem(() => splitArgv([`--${name}=??`], {}))?.message).toContain(`\`--${name}\``);
      expect(problem(() => splitArgv([], { [variable]: '??' }))?.message).toContain(
        `\`${variable}\``,
      );
    });
});

test('a value that is misspelt, and a flag that is', () => {
  expect(problem(() => splitArgv(['--continue=alwys'], {}))?.hint).toBe('Did you mean `always`?');
  expect(problem(() => splitArgv(['--concurency=2'], {}))?.hint).toBe(
    'Did you mean `--concurrency`?',
  );
});
