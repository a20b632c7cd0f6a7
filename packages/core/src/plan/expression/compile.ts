/**
 * Our tree into the evaluator's own. Built directly, not through text: the evaluator's lexer un-doubles only the
 * first `''` of a text, and text would have to be read again.
 * @module
 */
import type { Expr } from '@actions/expressions';
import {
  Binary,
  ContextAccess,
  FunctionCall,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from '@actions/expressions/ast';
import { type Token, TokenType } from '@actions/expressions/lexer';
import { WorkflowError } from '../errors.ts';
import { arityProblem, FUNCTION_NAMES } from './functions.ts';
import type { ExprNode, Operator } from './node.ts';
import { printExpression } from './print.ts';
import { type View, viewOf } from './view.ts';

const compiled = new WeakMap<ExprNode, Expr>();

/** The evaluator's form of a tree, made once for each tree. Throws `EXPR_INVALID` for a function that does not exist. */
export function compileExpression(node: ExprNode): Expr {
  const known = compiled.get(node);
  if (known !== undefined) return known;
  const made = build(node);
  compiled.set(node, made);
  return made;
}

const OPERATORS: Readonly<Record<Operator | '!', TokenType>> = {
  '==': TokenType.EQUAL_EQUAL,
  '!=': TokenType.BANG_EQUAL,
  '<': TokenType.LESS,
  '<=': TokenType.LESS_EQUAL,
  '>': TokenType.GREATER,
  '>=': TokenType.GREATER_EQUAL,
  '&&': TokenType.AND,
  '||': TokenType.OR,
  '!': TokenType.BANG,
};

function build(node: ExprNode): Expr {
  switch (node.op) {
    case 'literal':
      return literal(node.value);
    case 'context': {
      const [context, ...names] = node.path;
      return names.reduce<Expr>(
        (of, name) => new IndexAccess(of, literal(name)),
        new ContextAccess(token(context)),
      );
    }
    case 'get':
      return new IndexAccess(build(node.of), literal(node.key));
    case 'index':
      return new IndexAccess(build(node.of), build(node.at));
    case 'filter':
      return new IndexAccess(build(node.of), new Star());
    case '!':
      return new Unary(token('!', OPERATORS['!']), build(node.of));
    case 'call': {
      // An allow-list: to the evaluator, `constructor()` is a function.
      const problem = FUNCTION_NAMES.includes(node.name)
        ? arityProblem(node.name, node.args.length)
        : `\`${String(node.name)}\` is not a function.`;
      if (problem !== undefined) {
        throw new WorkflowError(
          'EXPR_INVALID',
          `\`${printExpression(node)}\` is not valid: ${problem}`,
        );
      }
      return new FunctionCall(token(node.name), node.args.map(build));
    }
    case '&&':
    case '||':
      return new Logical(token(node.op, OPERATORS[node.op]), chain(node, node.op).map(build));
    default:
      return new Binary(build(node.left), token(node.op, OPERATORS[node.op]), build(node.right));
  }
}

/** The operands of a chain of one operator, without recursion: there may be thousands. */
function chain(node: ExprNode, op: '&&' | '||'): ExprNode[] {
  const operands: ExprNode[] = [];
  let at = node;
  while (at.op === op) {
    operands.push(at.right);
    at = at.left;
  }
  operands.push(at);
  return operands.reverse();
}

function literal(value: string | number | boolean | null): Expr {
  return constant(viewOf(value));
}

/** A value in the place of an expression. */
export function constant(value: View): Expr {
  return new Literal(value, token(''));
}

/** The evaluator looks at a token's type and lexeme only. */
function token(lexeme: string, type: TokenType = TokenType.IDENTIFIER): Token {
  const place = { line: 0, column: 0 };
  return { type, lexeme, range: { start: place, end: place } };
}
