export {
  contextAllowed,
  contextsAt,
  EXPRESSION_KEYS,
  type ExpressionKey,
  functionAllowed,
  type Layout,
} from './expression/contexts.ts';
export {
  conditionNode,
  type EvaluationScope,
  evaluate,
  evaluateCondition,
  evaluateTemplate,
  resolveTemplates,
  type StatusFacts,
} from './expression/evaluate.ts';
export {
  type ConditionExplanation,
  type ConditionFact,
  explainCondition,
} from './expression/explain.ts';
export { FUNCTION_NAMES } from './expression/functions.ts';
export type {
  ContextName,
  ContextPath,
  ExprNode,
  FunctionName,
  Operator,
} from './expression/node.ts';
export {
  type ParsedExpression,
  type ParseOptions,
  parseExpression,
} from './expression/parse.ts';
export { printExpression } from './expression/print.ts';
export type { ExpressionProblem } from './expression/problem.ts';
export {
  CONTEXT_NAMES,
  indexOf as indexNode,
  normalExpression,
  propertyOf as propertyNode,
} from './expression/property.ts';
export {
  functionsOf,
  references,
  templateReferences,
  usesStatusFunction,
} from './expression/references.ts';
export {
  escapeTemplate,
  hasExpression,
  type ParsedTemplate,
  parseTemplate,
  printTemplate,
  type TemplateParts,
  wholeExpression,
} from './expression/template.ts';
export { checkValue } from './schema/check.ts';
export {
  CODEC_NAMES,
  type CodecName,
  codecSchema,
  decodeValue,
  encodeValue,
} from './schema/codec.ts';
export { applyDefaults } from './schema/defaults.ts';
export { CODEC_KEYWORD } from './schema/keyword.ts';
export { normaliseSchema } from './schema/normalise.ts';
export { schemaProblems } from './schema/portable.ts';
export { type JsonPath, printPath, type SchemaProblem } from './schema/problem.ts';
export { describeSchema, describeValue } from './schema/wording.ts';
export { canonicalPlan, planHash, printPlan } from './canonical.ts';
export type { GraphStep } from './graph.ts';
export { ancestors, dependents, findCycle, findCycles, levels, orderSteps } from './graph.ts';
export type { Known, TaskShape } from './known.ts';
export { readPlan } from './read.ts';
export { parseDuration } from './short-forms.ts';
export { validate } from './validate/validate.ts';
