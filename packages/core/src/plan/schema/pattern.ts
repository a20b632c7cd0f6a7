/**
 * Texts against patterns, in time that grows with the text and never explodes: a plan comes from anywhere, and its
 * patterns must not be able to hang who checks them. The matcher follows all ways through a pattern at once, so
 * `(a+)+$` costs no more than `a+$`. Single characters are left to the language's own regular expressions.
 * @module
 */
import { type PatternNode, readPattern } from './pattern-syntax.ts';

/** A pattern that can be matched, or what is wrong with it. */
export type Pattern =
  | { readonly ok: true; matches(text: string): boolean; readonly longest: number }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

/** The most places that a pattern may have once its counted repetitions are written out. */
const MAX_PLACES = 10_000;
/** The most work for one text: places times characters. */
const MAX_WORK = 50_000_000;

const compiled = new Map<string, Pattern>();

/** The pattern of a text. `longest` is the length of the longest text that it takes, in UTF-16 units. */
export function compilePattern(pattern: string): Pattern {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = compile(pattern);
  if (compiled.size > 1000) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

function compile(pattern: string): Pattern {
  const read = readPattern(pattern);
  if (!read.ok) return read;
  if (placesOf(read.node) > MAX_PLACES) {
    return {
      ok: false,
      message: `\`pattern\` has more than ${MAX_PLACES} places once its repetitions are written out.`,
      hint: 'Limit the length with `maxLength`.',
    };
  }
  const program: Instruction[] = [];
  emit(read.node, program, atomTester(read.unicode));
  program.push({ op: 'end' });
  return {
    ok: true,
    matches: (text) => run(program, text, read.unicode),
    longest: Math.floor(MAX_WORK / program.length),
  };
}

type Instruction =
  | { readonly op: 'end' }
  | { readonly op: 'atom'; readonly test: (character: string) => boolean }
  | { readonly op: 'anchor'; readonly at: string }
  | { readonly op: 'fork'; first: number; second: number };

function placesOf(node: PatternNode): number {
  switch (node.op) {
    case 'atom':
    case 'anchor':
      return 1;
    case 'repeat': {
      const { min, max } = node;
      return (
        (placesOf(node.of) + 1) * (max === Number.POSITIVE_INFINITY ? Math.max(min, 1) + 1 : max)
      );
    }
    default:
      return node.of.reduce((sum, each) => sum + placesOf(each) + 1, 0);
  }
}

function emit(node: PatternNode, program: Instruction[], tester: Tester): void {
  switch (node.op) {
    case 'atom':
      program.push({ op: 'atom', test: tester(node.source) });
      return;
    case 'anchor':
      program.push({ op: 'anchor', at: node.at });
      return;
    case 'sequence':
      for (const each of node.of) emit(each, program, tester);
      return;
    case 'choice': {
      const ends: Fork[] = [];
      for (const [at, branch] of node.of.entries()) {
        const last = at === node.of.length - 1;
        const fork = last ? undefined : openFork(program);
        emit(branch, program, tester);
        if (!last) ends.push(openFork(program));
        if (fork) fork.second = program.length;
      }
      // A fork whose two ways are one is a jump.
      for (const end of ends) end.first = end.second = program.length;
      return;
    }
    case 'repeat':
      return emitRepeat(node, program, tester);
  }
}

type Fork = Extract<Instruction, { op: 'fork' }>;

/** A fork whose first way is what comes next. */
function openFork(program: Instruction[]): Fork {
  const fork: Fork = { op: 'fork', first: program.length + 1, second: program.length + 1 };
  program.push(fork);
  return fork;
}

function emitRepeat(
  { of, min, max }: Extract<PatternNode, { op: 'repeat' }>,
  program: Instruction[],
  tester: Tester,
): void {
  let last = program.length;
  for (let count = 0; count < min; count++) {
    last = program.length;
    emit(of, program, tester);
  }
  if (max !== Number.POSITIVE_INFINITY) {
    const skips: Fork[] = [];
    for (let count = min; count < max; count++) {
      skips.push(openFork(program));
      emit(of, program, tester);
    }
    for (const skip of skips) skip.second = program.length;
  } else if (min > 0) openFork(program).first = last;
  else {
    const fork = openFork(program);
    emit(of, program, tester);
    const back = openFork(program);
    back.first = back.second = last;
    fork.second = program.length;
  }
}

type Tester = (source: string) => (character: string) => boolean;

/** What tells whether a single character fits. Each answer about ASCII is remembered. */
function atomTester(unicode: boolean): Tester {
  const known = new Map<string, (character: string) => boolean>();
  return (source) => {
    const found = known.get(source);
    if (found !== undefined) return found;
    const expression = new RegExp(`^(?:${source})$`, unicode ? 'u' : '');
    const ascii: (boolean | undefined)[] = new Array(128).fill(undefined);
    const test = (character: string): boolean => {
      const code = character.charCodeAt(0);
      if (code >= 128) return expression.test(character);
      ascii[code] ??= expression.test(character);
      return ascii[code];
    };
    known.set(source, test);
    return test;
  };
}

/** Whether the program matches anywhere in a text. All places where it may stand are followed at once. */
function run(program: readonly Instruction[], text: string, unicode: boolean): boolean {
  const marked = new Uint32Array(program.length);
  let turn = 0;
  let now: number[] = [];
  let next: number[] = [];
  const stack: number[] = [];
  /** Goes from a place to all that are reached without a character. True at the end of the program. */
  const reach = (from: number, at: number, list: number[]): boolean => {
    stack.push(from);
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      if (marked[place] === turn) continue;
      marked[place] = turn;
      const instruction = program[place]!;
      switch (instruction.op) {
        case 'end':
          return true;
        case 'atom':
          list.push(place);
          break;
        case 'anchor':
          if (holds(instruction.at, text, at)) stack.push(place + 1);
          break;
        case 'fork':
          stack.push(instruction.second, instruction.first);
      }
    }
    return false;
  };
  turn++;
  if (reach(0, 0, now)) return true;
  for (let at = 0; at < text.length; ) {
    const character = unicode ? String.fromCodePoint(text.codePointAt(at)!) : text.charAt(at);
    at += character.length;
    turn++;
    for (const place of now) {
      const { test } = program[place] as Extract<Instruction, { op: 'atom' }>;
      if (test(character) && reach(place + 1, at, next)) return true;
    }
    // A match may begin anywhere.
    if (reach(0, at, next)) return true;
    [now, next] = [next, now];
    next.length = 0;
  }
  return false;
}

function holds(anchor: string, text: string, at: number): boolean {
  if (anchor === '^') return at === 0;
  if (anchor === '$') return at === text.length;
  const border = isWord(text.charAt(at - 1)) !== isWord(text.charAt(at));
  return border === (anchor === '\\b');
}

function isWord(character: string): boolean {
  return /^\w$/.test(character);
}
