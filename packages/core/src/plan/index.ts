export {};
export { applyDefaults } from './schema/defaults.ts';
export { checkValue } from './schema/check.ts';
export {
  CODEC_NAMES,
  type CodecName,
  codecSchema,
  decodeValue,
  encodeValue,
} from './schema/codec.ts';
export { CODEC_KEYWORD } from './schema/keyword.ts';
export { normaliseSchema } from './schema/normalise.ts';
export { schemaProblems } from './schema/portable.ts';
export { type JsonPath, printPath, type SchemaProblem } from './schema/problem.ts';
export { describeSchema, describeValue } from './schema/wording.ts';
