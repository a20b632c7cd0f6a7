/**
 * A graph while it is described: the steps of a definition or of the body of an iteration, what its expressions
 * belong to, and every problem found so far. Mentioning an expression of a step makes a need.
 * @module
 */
import {
  type PromptDefinition,
  type TaskDefinition,
  type WorkflowDefinition,
  workflowInternals,
} from '../plan/definition.ts';
import { type Diagnostic, type ErrorCode, WorkflowError } from '../plan/errors.ts';
import type { ContextPath } from '../plan/expression/node.ts';
import { references } from '../plan/expression/references.ts';
import { nameProblem } from '../plan/names.ts';
import type { JsonSchema, PlanStep } from '../plan/plan.ts';
import { didYouMean } from '../plan/suggest.ts';
import type { Expr } from './expr.ts';
import { contextExpr, isExpr, type Owner, ownersOf } from './expression.ts';
import { unknownSettings } from './settings.ts';
import type { Setup } from './setup.ts';
import { type AnyTask, withCalls } from './task.ts';
import { expressionsIn } from './template.ts';
import { throwProblems } from './throw-problems.ts';

/** What all graphs of one definition share. */
export class Definition {
  readonly name: string;
  readonly problems: Diagnostic[] = [];
  readonly tasks: Set<TaskDefinition> = new Set();
  readonly workflows: Set<WorkflowDefinition> = new Set();
  readonly prompts: Set<PromptDefinition> = new Set();
  /** The setup of each step that has one, as it was written. */
  readonly setups: Map<string, readonly Setup[]> = new Map();
  /** Whether any step reads a document. */
  readsDocuments = false;
  /** The graph whose builder may be used now. */
  active: Graph | undefined;

  constructor(name: string) {
    this.name = name;
  }

  add(code: ErrorCode, message: string, hint?: string | undefined): void {
    this.problems.push({ code, severity: 'error', message, ...(hint !== undefined && { hint }) });
  }

  /** Runs something that may throw, and keeps its findings. */
  collect<T>(make: () => T, otherwise: T): T {
    try {
      return make();
    } catch (error) {
      this.keep(error);
      return otherwise;
    }
  }

  /** Keeps the findings of an error; a bug is thrown on. */
  keep(error: unknown): void {
    if (!WorkflowError.is(error)) throw error;
    this.problems.push(
      ...(error.diagnostics.length > 0 ? error.diagnostics : [error.toDiagnostic()]),
    );
  }

  useTask(task: AnyTask): void {
    for (const each of withCalls(task)) this.tasks.add(each);
  }

  useWorkflow(workflow: WorkflowDefinition): void {
    this.workflows.add(workflow);
    const internals = workflowInternals(workflow);
    for (const each of internals?.tasks ?? []) this.tasks.add(each);
    for (const each of internals?.workflows ?? []) this.workflows.add(each);
    for (const each of internals?.prompts ?? []) this.prompts.add(each);
  }
}

/** What a step leaves for its handle. */
export interface StepFacts {
  /** Known outputs and their schemas; undefined when anything may be asked for. */
  readonly outputs: Readonly<Record<string, JsonSchema>> | undefined;
  readonly artifacts?: readonly string[];
  /** Outputs are lists: the step has legs. */
  readonly legs?: boolean;
}

interface Gate {
  readonly id: string;
  readonly reviewed: readonly ContextPath[];
}

const graphOfHandle = new WeakMap<object, Graph>();

/** The steps of one level. */
export class Graph {
  readonly definition: Definition;
  readonly owner: Owner;
  readonly outer: Graph | undefined;
  readonly steps: PlanStep[] = [];
  /** Steps of outer graphs that this body mentions. */
  readonly outerNeeds: Set<string> = new Set();
  readonly #ids = new Set<string>();
  readonly #producers: { readonly document: string; readonly id: string }[] = [];
  readonly #gates: Gate[] = [];

  constructor(definition: Definition, owner: Owner, outer?: Graph) {
    this.definition = definition;
    this.owner = owner;
    this.outer = outer;
  }

  /** Reports the use of a builder that is not the innermost one, or of one whose definition is complete. */
  enter(): void {
    const { active, name } = this.definition;
    if (active === this) return;
    this.definition.add(
      'GRAPH_FOREIGN_REF',
      active === undefined
        ? `The builder of \`${name}\` was used after its definition.`
        : `The body of \`${active.owner.name}\` uses the builder around it.`,
      active === undefined
        ? 'Describe everything synchronously.'
        : 'Use the builder that the body receives.',
    );
    if (active === undefined) throwProblems(this.definition.problems);
  }

  /** Reports the settings of a step or job that nobody reads. */
  knowSettings(id: string, given: unknown, known: Readonly<Record<string, true>>): void {
    this.definition.problems.push(...unknownSettings(`\`${id}\``, given, known));
  }

  /** Takes a given id, or makes one of a name. */
  id(given: string | undefined, name: string, repeats: boolean): string {
    const id = given ?? (repeats ? this.#free(name) : name);
    const problem = nameProblem(id, 'step');
    if (problem) this.definition.add('NAME_INVALID', problem.message, problem.hint);
    if (this.knows(id)) {
      this.definition.add(
        'GRAPH_DUPLICATE_ID',
        `Two steps of \`${this.definition.name}\` have the id \`${id}\`.`,
        given === undefined
          ? 'Give one of them an `id` in its settings.'
          : `Use another id, for example \`${this.#free(id)}\`.`,
      );
    }
    this.#ids.add(id);
    return id;
  }

  #free(name: string): string {
    let id = name;
    for (let count = 2; this.knows(id); count++) id = `${name}-${count}`;
    return id;
  }

  knows(id: string): boolean {
    return this.#ids.has(id) || this.outer?.knows(id) === true;
  }

  /** Adds a step; its needs are what it mentions and what it names, in the order of declaration. */
  add(
    step: Omit<PlanStep, 'needs'>,
    mentioned: unknown,
    needs: readonly object[] = [],
    matrix?: Owner,
  ): void {
    const ids = new Set<string>();
    for (const each of needs) this.#need(each, step.id, ids);
    for (const each of expressionsIn(mentioned)) this.#mention(each, step.id, ids, matrix);
    const inOrder = this.steps.map((each) => each.id).filter((each) => ids.has(each));
    this.steps.push({ ...step, ...(inOrder.length > 0 && { needs: inOrder }) });
    if (step.produces) this.#producers.push({ document: step.produces.document, id: step.id });
  }

  /** Remembers what a gate reviews, for the readers of documents. */
  addGate(id: string, review: Expr<unknown> | undefined): void {
    this.#gates.push({ id, reviewed: review === undefined ? [] : references(review.node) });
  }

  /** Checks an expression that stands outside the steps: an output, a setting of the whole. */
  check(expr: Expr<unknown>, where: string): void {
    this.#mention(expr, where, new Set());
  }

  #need(need: object, step: string, ids: Set<string>): void {
    const graph = typeof need === 'object' && need !== null ? graphOfHandle.get(need) : undefined;
    const id = (need as { readonly id?: unknown } | null)?.id;
    if (graph === undefined || typeof id !== 'string' || !this.sees(graph)) {
      const name = (need as { readonly name?: unknown } | null)?.name;
      this.definition.add(
        'GRAPH_FOREIGN_REF',
        `\`${step}\` needs ${typeof id === 'string' ? `\`${id}\`, which is` : typeof name === 'string' ? `\`${name}\`, which is` : 'what is'} not a step of \`${this.definition.name}\`.`,
        'Pass what `step`, `job` or another builder of this definition returned.',
      );
      return;
    }
    this.#depend(graph, id, ids);
  }

  sees(graph: Graph): boolean {
    return graph === this || this.outer?.sees(graph) === true;
  }

  #depend(graph: Graph, id: string, ids: Set<string>): void {
    if (graph === this) ids.add(id);
    else this.outerNeeds.add(id);
  }

  #mention(expr: Expr<unknown>, step: string, ids: Set<string>, matrix?: Owner): void {
    for (const owner of ownersOf(expr)) {
      if (owner === matrix || this.owns(owner)) continue;
      this.#foreign(owner, step);
      return;
    }
    for (const path of references(expr.node)) {
      const [context, name] = path;
      if (name === undefined) continue;
      if (context === 'steps') {
        const graph = this.graphOf(name);
        if (graph) this.#depend(graph, name, ids);
      } else if (context === 'documents') this.#readDocument(name, step, ids);
    }
  }

  owns(owner: Owner): boolean {
    return this.owner === owner || this.outer?.owns(owner) === true;
  }

  #foreign(owner: Owner, step: string): void {
    const own = this.definition.name;
    switch (owner.kind) {
      case 'matrix':
        this.definition.add(
          'CONTEXT_UNAVAILABLE',
          `\`${step}\` of \`${own}\` uses a value of a matrix that it does not run over.`,
          'Use it in the settings of the `job.each` that takes this matrix.',
        );
        return;
      case 'loop':
        this.definition.add(
          'CONTEXT_UNAVAILABLE',
          `\`${step}\` of \`${own}\` uses something of the iteration \`${owner.name}\` outside its body.`,
          'Return it from the body, and use the output of the iteration: a list.',
        );
        return;
      case 'workflow':
        this.definition.add(
          'GRAPH_FOREIGN_REF',
          `\`${step}\` of \`${own}\` uses an expression of \`${owner.name}\`, which is another definition.`,
          'Pass values through inputs and outputs.',
        );
    }
  }

  graphOf(id: string): Graph | undefined {
    return this.steps.some((each) => each.id === id) ? this : this.outer?.graphOf(id);
  }

  #readDocument(document: string, step: string, ids: Set<string>): void {
    this.definition.readsDocuments = true;
    let found = false;
    for (let graph: Graph | undefined = this; graph; graph = graph.outer) {
      const producers = graph.#producers.filter((each) => each.document === document);
      for (const each of producers) this.#depend(graph, each.id, ids);
      found ||= producers.length > 0;
      for (const gate of graph.#gates) {
        const reviews = gate.reviewed.some(
          ([context, name]) =>
            (context === 'documents' && name === document) ||
            (context === 'steps' && producers.some((each) => each.id === name)),
        );
        if (reviews) this.#depend(graph, gate.id, ids);
      }
    }
    if (found) return;
    this.definition.add(
      'DOCUMENT_NOT_FOUND',
      `\`${step}\` of \`${this.definition.name}\` reads the document \`${document}\`, which no step before it produces.`,
      'Add `produces` to the step that makes it.',
    );
  }

  /** The object that stands for a step in the description. */
  handle<T>(kind: 'step' | 'job', id: string, facts: StepFacts): T {
    const text: JsonSchema = { type: 'string' };
    const list = (schema: JsonSchema): JsonSchema =>
      facts.legs === true ? { type: 'array', items: schema } : schema;
    const output = (name: string): Expr<unknown> => {
      const { outputs } = facts;
      if (outputs !== undefined && !Object.hasOwn(outputs, name)) {
        this.definition.add(
          'OUTPUT_UNDECLARED',
          `\`${id}\` of \`${this.definition.name}\` has no output \`${name}\`.`,
          didYouMean(name, Object.keys(outputs)) ?? 'Declare it in `outputs`.',
        );
      }
      const schema = outputs?.[name];
      return contextExpr(
        ['steps', id, 'outputs', name],
        [this.owner],
        schema === undefined ? undefined : list(schema),
      );
    };
    const artifact = (name: string): Expr<unknown> => {
      if (!(facts.artifacts ?? []).includes(name)) {
        this.definition.add(
          'ARTIFACT_UNDECLARED',
          `\`${id}\` of \`${this.definition.name}\` has no artifact \`${name}\`.`,
          didYouMean(name, facts.artifacts ?? []) ?? 'Declare it in `artifacts`.',
        );
      }
      return contextExpr(['steps', id, 'artifacts', name], [this.owner], list(text));
    };
    const result = contextExpr(['steps', id, 'result'], [this.owner], text);
    const handle = Object.freeze(
      facts.legs === true
        ? {
            kind,
            id,
            result,
            outputs: output,
            artifacts: artifact,
            results: contextExpr(['steps', id, 'outputs', 'results'], [this.owner], list(text)),
          }
        : { kind, id, result, output, artifact },
    );
    graphOfHandle.set(handle, this);
    return handle as T;
  }
}

/** Whether a description gave back names for expressions, as it must. */
export function isOutlet(value: unknown): value is Readonly<Record<string, Expr<unknown>>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every(isExpr);
}
