/** What a plan may refer to outside of itself. @module */
import type { JsonSchema, Plan, PlanWorkflow } from './plan.ts';

/** What a task or a kind of step declares, as far as a plan can get it wrong. */
export interface TaskShape {
  /** An object schema: its `properties` are the inputs, `required` those that must be given. */
  readonly inputs?: JsonSchema;
  readonly outputs?: Readonly<Record<string, JsonSchema>>;
  readonly artifacts?: readonly string[];
}

/** What a plan may refer to. Names that are missing here are reported, with the nearest one as a hint; a list that is not given is not checked. */
export interface Known {
  readonly tasks?: readonly string[];
  readonly workflows?: readonly string[];
  readonly prompts?: readonly string[];
  /** Kinds of step beyond the built-in ones. */
  readonly kinds?: readonly string[];
  /** By the kind, where a kind beyond the built-in ones says what its steps take and give. */
  readonly kindShapes?: Readonly<Record<string, TaskShape>>;
  /** By the name of a task: lets its inputs, outputs and artifacts be checked as well. */
  readonly taskShapes?: Readonly<Record<string, TaskShape>>;
  /** The plan of a workflow that is nested by name or path: lets what it takes and gives be checked as well. */
  readonly nested?: ((workflow: PlanWorkflow) => Plan | undefined) | undefined;
}
