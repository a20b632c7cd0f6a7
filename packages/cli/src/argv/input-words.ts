/** An input in words: what it is for, and which values it takes. @module */
import type { JsonSchema } from '@sluice/core/plan';
import { type InputShape, type InputSpec, placeholder, shapeOf } from './input-spec.ts';

/** `Where to deploy (dev, prod)`. */
export function describeInput(spec: InputSpec): string {
  const notes = [
    valueWords(spec.schema),
    spec.default === undefined ? '' : `default ${JSON.stringify(spec.default)}`,
  ].filter((note) => note !== '');
  return [spec.description ?? '', notes.length > 0 ? `(${notes.join('; ')})` : '']
    .filter((part) => part !== '')
    .join(' ');
}

/** How a flag is typed: `--env=CHOICE`, `--x, --no-x`. */
export function flagWords(flag: string, shape: InputShape): string {
  if (shape.kind === 'switch') return `--${flag}, --no-${flag}`;
  return `--${flag}=${shape.kind === 'choice' ? 'CHOICE' : placeholder(shape)}`;
}

/** Which values fit: `a whole number, 1 to 10`, `dev, prod; repeats`; empty for any text. */
export function valueWords(schema: JsonSchema): string {
  const shape = shapeOf(schema);
  const of = shape.kind === 'list' ? shape.of : shape;
  const items =
    shape.kind === 'list' && typeof schema === 'object' ? (schema['items'] as JsonSchema) : schema;
  const words = [kindWords(of), boundWords(items)].filter((word) => word !== '').join(', ');
  return [words, shape.kind === 'list' ? 'repeats' : ''].filter((word) => word !== '').join('; ');
}

function kindWords(shape: InputShape): string {
  switch (shape.kind) {
    case 'choice':
      return placeholder(shape).split('|').join(', ');
    case 'number':
      return shape.integer ? 'a whole number' : 'a number';
    case 'switch':
      return 'true or false';
    case 'json':
      return 'JSON';
    default:
      return '';
  }
}

function boundWords(schema: JsonSchema | undefined): string {
  if (typeof schema !== 'object') return '';
  const bound = (key: string): number | undefined => {
    const value = schema[key];
    // The limits of exact integers are no limits that somebody set.
    return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER
      ? value
      : undefined;
  };
  const [least, most] = [bound('minimum'), bound('maximum')];
  const [shortest, longest] = [bound('minLength'), bound('maxLength')];
  const format = schema['format'];
  const words = [
    least !== undefined && most !== undefined
      ? `${least} to ${most}`
      : least !== undefined
        ? `${least} or more`
        : most !== undefined
          ? `at most ${most}`
          : '',
    numberWords('more than', bound('exclusiveMinimum')),
    numberWords('less than', bound('exclusiveMaximum')),
    numberWords('a multiple of', bound('multipleOf')),
    numberWords('at least', shortest, ' characters'),
    numberWords('at most', longest, ' characters'),
    typeof format === 'string' ? format : '',
  ];
  return words.filter((word) => word !== '').join(', ');
}

function numberWords(before: string, value: number | undefined, after = ''): string {
  return value === undefined ? '' : `${before} ${value}${after}`;
}
