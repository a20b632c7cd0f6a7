export { allSteps, type PlacedStep } from './all-steps.ts';
export { canonicalPlan, planHash, printPlan } from './canonical.ts';
export {
  DEFINITION,
  type DefinitionInternals,
  type DefinitionKind,
  internalsOf,
  isDefinition,
  type PromptDefinition,
  type PromptInternals,
  type TaskDefinition,
  type TaskInternals,
  taskInternals,
} from './definition.ts';
export { parseDuration } from './duration.ts';
export {
  type Diagnostic,
  type ErrorCode,
  type ErrorFacts,
  type SourceLocation,
  WorkflowError,
  type WorkflowErrorOptions,
} from './errors.ts';
export type { EventName, StepResult } from './event.ts';
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
  type Declarations,
  expressionSchema,
  stepOutputSchema,
  travelsAsText,
  workflowOutputSchema,
} from './expression/schema-of.ts';
export {
  escapeTemplate,
  hasExpression,
  type ParsedTemplate,
  parseTemplate,
  printTemplate,
  type TemplateParts,
  wholeExpression,
} from './expression/template.ts';
export { findStep } from './find-step.ts';
export type { GraphStep } from './graph.ts';
export { ancestors, dependents, findCycle, findCycles, levels, orderSteps } from './graph.ts';
export { canonicalJson, contentHash, sha256Hex } from './hash.ts';
export { inlineFiles } from './inline-files.ts';
export type { Known, TaskShape } from './known.ts';
export { keyRefusal, kindRefusal, type StepLayout } from './legality.ts';
export {
  type Awaitable,
  assertName,
  type Branded,
  BUILT_IN_COMMANDS,
  type Duration,
  type Json,
  type JsonObject,
  type Kebab,
  MAX_NAME_LENGTH,
  type NameMustBeKebabCase,
  nameProblem,
  RESERVED_NAMES,
  type RunId,
  runId,
  type Show,
  type StepName,
  toKebab,
  type WorkflowName,
  workflowName,
} from './names.ts';
export { gatherNested, type NestedPlans, type NestedSource, nestedIn } from './nested.ts';
export { folderOfKey, nestedKey } from './nested-key.ts';
export type {
  Condition,
  JsonSchema,
  JsonTemplate,
  Placement,
  Plan,
  PlanAxis,
  PlanConcurrency,
  PlanContainer,
  PlanInput,
  PlanMatrix,
  PlanOnReject,
  PlanStep,
  PlanWorkflow,
  StepKinds,
  StepRun,
  Template,
} from './plan.ts';
export { readPlan } from './read.ts';
export { checkValue } from './schema/check.ts';
export { CODEC_NAMES, type CodecName, codecSchema } from './schema/codec.ts';
export { decodeValue } from './schema/decode.ts';
export { applyDefaults } from './schema/defaults.ts';
export { encodeValue } from './schema/encode.ts';
export { CODEC_KEYWORD } from './schema/keyword.ts';
export { normaliseSchema } from './schema/normalise.ts';
export { schemaProblems } from './schema/portable.ts';
export { type JsonPath, printPath, type SchemaProblem } from './schema/problem.ts';
export { describeSchema, describeValue } from './schema/wording.ts';
export type { PlanSetup } from './setup.ts';
export { type StepNaming, stepNames } from './step-names.ts';
export { didYouMean, nearest } from './suggest.ts';
export type { Trigger } from './trigger.ts';
export { validate } from './validate/validate.ts';
