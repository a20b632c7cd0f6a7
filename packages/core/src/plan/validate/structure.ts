/** Structure: every value is what the shape of a plan says at its place. @module */
import type { ErrorCode } from '../errors.ts';
import { parseTemplate } from '../expression/template.ts';
import { type Json, nameProblem } from '../names.ts';
import { schemaProblems } from '../schema/portable.ts';
import {
  fits,
  isRecord,
  type ListShape,
  type ObjectShape,
  own,
  type Shape,
  type TaggedShape,
  type TextShape,
} from '../shape.ts';
import { didYouMean } from '../suggest.ts';
import type { Findings } from './findings.ts';

/** Walks a value along its shape and reports what does not fit. A nested plan is left to its own validation. */
export class StructureCheck {
  readonly #findings: Findings;
  readonly #path: (string | number)[];
  #code: ErrorCode = 'WORKFLOW_INVALID';

  constructor(findings: Findings, path: readonly (string | number)[] = []) {
    this.#findings = findings;
    this.#path = [...path];
  }

  check(value: Json, shape: Shape): void {
    if (!fits(shape, value)) {
      this.#report(`${sortOf(value)} stands where ${expected(shape)} belongs.`, hintFor(shape));
      return;
    }
    switch (shape.is) {
      case 'text':
        return this.#text(value as string, shape);
      case 'number':
        return this.#number(value as number, shape.min, shape.max);
      case 'list':
        return this.#list(value as readonly Json[], shape);
      case 'axis':
        return this.#axis(value as readonly Json[]);
      case 'schema':
        for (const problem of schemaProblems(value, this.#path)) {
          const { hint, message, path } = problem;
          this.#findings.add('SCHEMA_NOT_PORTABLE', message, path, { hint });
        }
        return;
      case 'record':
        if (!isRecord(value)) return;
        for (const key of Object.keys(value)) this.#at(key, own(value, key), shape.of);
        return;
      case 'object':
        return isRecord(value) ? this.#object(value, shape) : undefined;
      case 'tagged':
        return isRecord(value) ? this.#tagged(value, shape) : undefined;
      case 'either': {
        const found = shape.of.find((each) => fits(each, value))!;
        if (found.is === 'text' && found.whole) return this.#whole(value as string, shape.of);
        return this.check(value, found);
      }
      case 'later': {
        const target = shape.shape();
        if (target.is === 'object' && target.what === 'plan') return;
        return this.check(value, target);
      }
      default:
        return;
    }
  }

  #at(key: string | number, value: Json | undefined, shape: Shape): void {
    if (value === undefined) return;
    this.#path.push(key);
    this.check(value, shape);
    this.#path.pop();
  }

  #report(message: string, hint?: string, code: ErrorCode = this.#code): void {
    this.#findings.add(code, message, this.#path, { hint });
  }

  #text(value: string, shape: TextShape): void {
    if (shape.oneOf !== undefined) {
      if (shape.oneOf.includes(value)) return;
      const list = shape.oneOf.map((each) => `\`${each}\``).join(', ');
      return this.#report(
        `\`${value}\` is not one of ${list}.`,
        didYouMean(value, shape.oneOf) ?? `Use one of ${list}.`,
      );
    }
    if (shape.name !== undefined) {
      const problem = nameProblem(value, shape.name);
      if (problem) this.#report(problem.message, problem.hint, 'NAME_INVALID');
    } else if (value === '' && shape.empty !== true) {
      this.#report('This text is empty.', 'Fill it in, or remove the key if it is optional.');
    }
  }

  /** A text for a value that is none. What cannot be read is told with the other expressions. */
  #whole(value: string, shapes: readonly Shape[]): void {
    const template = parseTemplate(value);
    if (!template.ok) return;
    const [first, ...more] = template.parts;
    if (typeof first === 'object' && more.length === 0) return;
    const others = [...new Set(shapes.filter(({ is }) => is !== 'text').map(expected))].join(
      ' or ',
    );
    this.#report(
      `The text \`${value}\` stands where ${others} belongs.`,
      `Write ${others} without quotes, or one expression, \`\${{ … }}\`, and nothing around it.`,
    );
  }

  #number(value: number, min: number, max: number): void {
    if (!Number.isSafeInteger(value)) {
      this.#report(`\`${value}\` is not a whole number.`, `Use a whole number from ${min}.`);
    } else if (value < min || value > max) {
      this.#report(`\`${value}\` is out of range.`, `Use a whole number from ${min}.`);
    }
  }

  #list(value: readonly Json[], shape: ListShape): void {
    if (value.length < (shape.min ?? 0)) {
      this.#report('This list is empty.', 'List at least one.');
    }
    const seen = shape.unique ? new Set<Json>() : undefined;
    for (const [at, element] of value.entries()) {
      if (seen?.has(element)) {
        this.#path.push(at);
        this.#report(`\`${String(element)}\` stands twice in this list.`, 'Remove one of them.');
        this.#path.pop();
      }
      seen?.add(element);
      this.#at(at, element, shape.of);
    }
  }

  #axis(value: readonly Json[]): void {
    const [name, values] = value;
    const list = Array.isArray(values) || typeof values === 'string';
    if (value.length !== 2 || typeof name !== 'string' || name === '' || !list) {
      this.#report(
        'An axis is a pair of a name and its values.',
        'Write `["os", ["ubuntu-latest", "macos-latest"]]`.',
        'MATRIX_INVALID',
      );
    } else if (typeof values === 'string') {
      this.#path.push(1);
      this.#whole(values, [{ is: 'axis' }]);
      this.#path.pop();
    }
  }

  #tagged(value: { readonly [key: string]: Json }, shape: TaggedShape): void {
    const tag = own(value, shape.tag);
    const code = this.#code;
    this.#code = shape.code ?? code;
    if (typeof tag !== 'string') {
      const known = Object.keys(shape.cases).map((each) => `\`${each}\``);
      this.#report(
        `The key \`${shape.tag}\` of this ${shape.what} ${tag === undefined ? 'is missing' : 'is not a text'}.`,
        `Set \`${shape.tag}\` to one of ${known.join(', ')}.`,
      );
    } else {
      const found = own(shape.cases, tag);
      if (found !== undefined) this.#object(value, found);
      else if (!shape.open) {
        this.#path.push(shape.tag);
        this.#report(
          `There is no ${shape.what} \`${tag}\`.`,
          didYouMean(tag, Object.keys(shape.cases)),
        );
        this.#path.pop();
      }
    }
    this.#code = code;
  }

  #object(value: { readonly [key: string]: Json }, shape: ObjectShape): void {
    const code = this.#code;
    this.#code = shape.code ?? code;
    const what = article(shape.what);
    for (const key in shape.keys) {
      const { required, shape: of } = shape.keys[key]!;
      const property = own(value, key);
      if (property === undefined) {
        if (required) this.#report(`${what} has no \`${key}\`.`, `Add \`${key}\`.`);
      } else this.#at(key, property, of);
    }
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(shape.keys, key) || value[key] === undefined) continue;
      this.#path.push(key);
      const free = Object.keys(shape.keys).filter((each) => !Object.hasOwn(value, each));
      this.#report(`${what} has no key \`${key}\`.`, didYouMean(key, free) ?? 'Remove it.');
      this.#path.pop();
    }
    const { exactlyOne } = shape;
    if (exactlyOne !== undefined) {
      const given = exactlyOne.filter((key) => own(value, key) !== undefined);
      if (given.length !== 1) {
        const choice = exactlyOne.map((key) => `\`${key}\``).join(', ');
        this.#report(
          given.length === 0
            ? `${what} needs one of ${choice}.`
            : `${what} has ${given.map((key) => `\`${key}\``).join(' and ')}, which exclude each other.`,
          `Give exactly one of ${choice}.`,
        );
      }
    }
    for (const [one, other] of shape.exclusive ?? []) {
      if (own(value, one) !== undefined && own(value, other) !== undefined) {
        this.#report(
          `${what} has \`${one}\` and \`${other}\`, which exclude each other.`,
          `Keep \`${one}\` and write the others as \`!pattern\` in it.`,
        );
      }
    }
    this.#code = code;
  }
}

function article(what: string): string {
  const bare = what.replaceAll('`', '');
  return `${/^[aeiou]/.test(bare) ? 'An' : 'A'} ${what}`;
}

function sortOf(value: Json): string {
  if (value === null) return '`null`';
  if (Array.isArray(value)) return 'A list';
  switch (typeof value) {
    case 'string':
      return 'A text';
    case 'number':
      return 'A number';
    case 'boolean':
      return `\`${value}\``;
    default:
      return 'An object';
  }
}

function expected(shape: Shape): string {
  switch (shape.is) {
    case 'text':
      return 'a text';
    case 'number':
      return 'a whole number';
    case 'flag':
      return '`true` or `false`';
    case 'constant':
      return `\`${JSON.stringify(shape.value)}\``;
    case 'schema':
      return 'a JSON schema';
    case 'list':
    case 'axis':
      return 'a list';
    case 'either':
      return [...new Set(shape.of.map(expected))].join(' or ');
    case 'later':
      return expected(shape.shape());
    default:
      return 'an object';
  }
}

function hintFor(shape: Shape): string | undefined {
  return `Write ${expected(shape)}.`;
}
