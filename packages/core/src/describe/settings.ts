/**
 * What may be said in a definition. The compiler knows it too, but a project runs without one, and what nobody reads
 * (`need` for `needs`, `retries` for `retry`) would change what runs, without a word.
 * @module
 */
import type { Diagnostic } from '../plan/errors.ts';
import { assertName } from '../plan/names.ts';
import { didYouMean } from '../plan/suggest.ts';
import type { automation, GraphSettings, JobBuilder, JobSettings } from './automation.ts';
import type { flow, NamedSettings, OutputSettings, StepBuilder, StepSettings } from './flow.ts';
import type { GateTerms } from './gate.ts';
import type { LoopTerms } from './iteration.ts';
import type { MatrixOptions } from './matrix.ts';
import type { task } from './task.ts';
import { throwProblems } from './throw-problems.ts';

/** Every key of `T`: the compiler asks for those that are missing here. */
export type Keys<T> = Readonly<Record<keyof T, true>>;
/** What is taken from a definition besides. */
type Others<K extends string> = Readonly<Record<K, true>>;
type ShellSettings = NonNullable<Parameters<StepBuilder['shell']>[2]>;
type ScriptSettings = NonNullable<Parameters<StepBuilder['script']>[2]>;

const STEP: Keys<StepSettings> = {
  needs: true,
  when: true,
  env: true,
  retry: true,
  timeout: true,
  continueOnError: true,
  approval: true,
};
const OUTPUT: Keys<OutputSettings<unknown>> = { ...STEP, produces: true };
const GATE: Keys<GateTerms<unknown>> = {
  review: true,
  acceptors: true,
  onReject: true,
  deadline: true,
};
const LOOP: Keys<LoopTerms<unknown, boolean>> = {
  over: true,
  key: true,
  maxParallel: true,
  failFast: true,
};
const GRAPH: Keys<GraphSettings> = {
  id: true,
  name: true,
  needs: true,
  when: true,
  permissions: true,
  concurrency: true,
  approval: true,
};
const JOB: Keys<JobSettings> = {
  ...GRAPH,
  timeout: true,
  retry: true,
  continueOnError: true,
  runsOn: true,
  env: true,
  setup: true,
  environment: true,
  container: true,
  services: true,
  raw: true,
};
const JOB_AROUND: Keys<Pick<GraphSettings, 'name' | 'needs' | 'when'>> = {
  name: true,
  needs: true,
  when: true,
};
const { approval: _approval, ...UNGUARDED } = STEP;
const DESCRIBED = { name: true, description: true, inputs: true } as const;

/** The settings of every kind of step, as builders take them. */
export const STEP_SETTINGS: {
  readonly named: Keys<NamedSettings<unknown>>;
  readonly shell: Keys<ShellSettings>;
  readonly script: Keys<ScriptSettings>;
  readonly llm: Keys<Parameters<StepBuilder['llm']>[1]>;
  readonly forEach: Keys<Parameters<StepBuilder['forEach']>[1]>;
  readonly gate: Keys<Parameters<StepBuilder['gate']>[1]>;
} = {
  named: { ...OUTPUT, id: true },
  shell: { ...OUTPUT, outputs: true, cwd: true, shell: true },
  script: { ...OUTPUT, outputs: true, args: true },
  llm: { ...OUTPUT, prompt: true, model: true, tools: true, maxTurns: true, answer: true },
  forEach: { ...STEP, ...LOOP, scope: true },
  gate: { ...UNGUARDED, ...GATE },
};

/** The settings of every kind of job. A nested automation places its own jobs. */
export const JOB_SETTINGS: {
  readonly placed: Keys<JobSettings> & Others<'inputs'>;
  readonly automation: Keys<GraphSettings> & Others<'inputs'>;
  readonly forEach: Keys<Parameters<JobBuilder['forEach']>[1]>;
  readonly gate: Keys<Parameters<JobBuilder['gate']>[1]>;
} = {
  placed: { ...JOB, inputs: true },
  automation: { ...GRAPH, inputs: true },
  forEach: { ...JOB_AROUND, ...LOOP },
  gate: { ...JOB_AROUND, ...GATE, environment: true },
};

/** How the legs of a matrix run. */
export const MATRIX_OPTIONS: Keys<MatrixOptions<never, never>> = {
  include: true,
  exclude: true,
  failFast: true,
  maxParallel: true,
};

/** One finding for every key that nobody reads. */
export function unknownSettings(
  owner: string,
  given: unknown,
  known: Readonly<Record<string, true>>,
): readonly Diagnostic[] {
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given)
    .filter(([key, value]) => value !== undefined && !Object.hasOwn(known, key))
    .map(([key]) =>
      invalid(
        `${owner} has no setting \`${key}\`.`,
        didYouMean(key, Object.keys(known)) ?? 'Remove it.',
      ),
    );
}

/** A finding about a definition that the compiler would have refused. */
export function invalid(message: string, hint: string): Diagnostic {
  return { code: 'DEFINITION_INVALID', severity: 'error', message, hint };
}

/** What a task, a flow or an automation may say, and which of it is its function. */
const DEFINITIONS: {
  readonly task: Keys<Parameters<typeof task>[0]>;
  readonly flow: Keys<Parameters<typeof flow>[0]>;
  readonly automation: Keys<Parameters<typeof automation>[0]>;
} = {
  task: {
    ...DESCRIBED,
    outputs: true,
    artifacts: true,
    secrets: true,
    setup: true,
    calls: true,
    run: true,
  },
  flow: { ...DESCRIBED, on: true, env: true, parallelism: true, steps: true },
  automation: {
    ...DESCRIBED,
    on: true,
    env: true,
    concurrency: true,
    parallelism: true,
    jobs: true,
  },
};
const BODIES = { task: 'run', flow: 'steps', automation: 'jobs' } as const;

/**
 * Checks what the compiler would have checked of a task or a workflow: its keys, its schema, its function.
 * @throws NAME_INVALID, or DEFINITION_INVALID with every finding.
 */
export function assertDefinition(
  kind: 'task' | 'flow' | 'automation',
  definition: object & { readonly name: string; readonly inputs?: unknown },
): void {
  const { name, inputs } = definition;
  assertName(name, kind === 'task' ? 'task' : 'workflow');
  const body = BODIES[kind];
  const problems = [...unknownSettings(`The ${kind} \`${name}\``, definition, DEFINITIONS[kind])];
  if (typeof (definition as Readonly<Record<string, unknown>>)[body] !== 'function') {
    problems.push(
      invalid(`The ${kind} \`${name}\` has no function \`${body}\`.`, `Add \`${body}() { … }\`.`),
    );
  }
  if (inputs !== undefined && typeOfSchema(inputs) !== 'object') {
    problems.push(
      invalid(
        `\`inputs\` of \`${name}\` is not an object schema of zod 4.`,
        'Write `inputs: z.object({ … })`.',
      ),
    );
  }
  throwProblems(problems);
}

/** Whether a value is a schema of zod 4. */
export function isSchema(value: unknown): boolean {
  return typeOfSchema(value) !== undefined;
}

function typeOfSchema(value: unknown): string | undefined {
  const schema = value as { readonly _zod?: { readonly def?: { readonly type?: string } } } | null;
  return schema?._zod?.def?.type;
}
