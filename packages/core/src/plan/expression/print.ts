/** A tree into text: as few parentheses as the grammar allows, names in GitHub's spelling. @module */
import { isIdentifier } from './lex.ts';
import type { ExprNode, Operator } from './node.ts';

const PRECEDENCE: Readonly<Record<Operator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
};
const UNARY = 5;
const POSTFIX = 6;
/** A literal binds tightest as an operand, but cannot be followed by a dot or a bracket. */
const LITERAL = 5.5;

/** One line of GitHub's language, bare. Reading it again gives the tree back. */
export function printExpression(node: ExprNode): string {
  switch (node.op) {
    case 'literal':
      return printLiteral(node.value);
    case 'context': {
      const [context, ...names] = node.path;
      return names.reduce<string>((text, name) => text + printProperty(name), context);
    }
    case 'get':
      return operand(node.of, POSTFIX) + printProperty(node.key);
    case 'index':
      return `${operand(node.of, POSTFIX)}[${printExpression(node.at)}]`;
    case 'filter':
      return `${operand(node.of, POSTFIX)}.*`;
    case '!':
      return `!${operand(node.of, UNARY)}`;
    case 'call':
      return `${node.name}(${node.args.map(printExpression).join(', ')})`;
    default:
      return printChain(node);
  }
}

/** Down the left side in a loop: a chain may have thousands of links. */
function printChain(node: ExprNode & { readonly op: Operator }): string {
  const parts: string[] = [];
  let at: ExprNode & { readonly op: Operator } = node;
  for (;;) {
    const precedence = PRECEDENCE[at.op];
    parts.push(` ${at.op} ${operand(at.right, precedence + 0.5)}`);
    if (!isBinary(at.left) || PRECEDENCE[at.left.op] < precedence) {
      parts.push(operand(at.left, precedence));
      return parts.reverse().join('');
    }
    at = at.left;
  }
}

function operand(node: ExprNode, atLeast: number): string {
  const text = printExpression(node);
  return precedenceOf(node) < atLeast ? `(${text})` : text;
}

function precedenceOf(node: ExprNode): number {
  if (isBinary(node)) return PRECEDENCE[node.op];
  if (node.op === '!') return UNARY;
  return node.op === 'literal' ? LITERAL : POSTFIX;
}

function isBinary(node: ExprNode): node is ExprNode & { readonly op: Operator } {
  return Object.hasOwn(PRECEDENCE, node.op);
}

function printProperty(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${printLiteral(name)}]`;
}

function printLiteral(value: string | number | boolean | null): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return Object.is(value, -0) ? '-0' : String(value);
}
