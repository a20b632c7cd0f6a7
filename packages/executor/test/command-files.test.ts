import { WorkflowError } from '@sluice/core/plan';
import { describe, expect, it } from 'vitest';
import { parseKeyValues } from '../src/attempt/command-files.ts';

describe('what a command writes to GITHUB_OUTPUT', () => {
  const good: [name: string, text: string, expected: Record<string, string>][] = [
    ['nothing', '', {}],
    ['a pair', 'a=1\n', { a: '1' }],
    ['no line end', 'a=1', { a: '1' }],
    ['spaces stay', ' a = 1 \n', { ' a ': ' 1 ' }],
    ['an empty value', 'a=\n', { a: '' }],
    ['= first', 'a=b<<c\n', { a: 'b<<c' }],
    ['<< first', 'a<<=\nx\n=\n', { a: 'x' }],
    ['several lines', 'a<<EOF\n1\n\n2\nEOF\nb=3\n', { a: '1\n\n2', b: '3' }],
    ['an empty heredoc', 'a<<EOF\nEOF\n', { a: '' }],
    ['a heredoc of one empty line', 'a<<EOF\n\n\nEOF\n', { a: '\n' }],
    ['a delimiter inside a line', 'a<<EOF\nx EOF\nEOF', { a: 'x EOF' }],
    ['a delimiter with spaces', 'a<<E F\nx\nE F\n', { a: 'x' }],
    ['Windows line ends', 'a=1\r\nb<<E\r\nx\r\ny\r\nE\r\n', { a: '1', b: 'x\r\ny' }],
    ['the last one wins', 'a=1\na=2\n', { a: '2' }],
    ['empty lines between', '\na=1\n\n\nb=2\n', { a: '1', b: '2' }],
  ];
  for (const [name, text, expected] of good) {
    it(`${name}`, () => {
      expect(Object.fromEntries(parseKeyValues(text, 'GITHUB_OUTPUT'))).toEqual(expected);
    });
  }

  const bad: [name: string, text: string, message: RegExp][] = [
    ['no separator', 'hello\n', /neither `=` nor `<<`/],
    ['no name', '=1\n', /no name/],
    ['no heredoc name', '<<EOF\nx\nEOF\n', /needs a name/],
    ['no delimiter', 'a<<\nx\n', /needs a name before `<<` and a delimiter/],
    ['a delimiter that never comes', 'a<<EOF\nx\n', /no line `EOF`/],
    ['a delimiter with a space too many', 'a<<EOF\nx\nEOF \n', /no line `EOF`/],
  ];
  for (const [name, text, message] of bad) {
    it(`fails on ${name}`, () => {
      const parse = (): unknown => parseKeyValues(text, 'GITHUB_OUTPUT');
      expect(parse).toThrow(message);
      try {
        parse();
      } catch (error) {
        expect(WorkflowError.is(error, 'OUTPUT_INVALID')).toBe(true);
      }
    });
  }
});
