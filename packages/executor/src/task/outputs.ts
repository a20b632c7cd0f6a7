/** The outputs of a task, against what it declares. @module */
import {
  decodeValue,
  didYouMean,
  encodeValue,
  type Json,
  type JsonObject,
  type JsonSchema,
  type TaskDefinition,
  type TaskInternals,
  taskInternals,
  WorkflowError,
} from '@sluice/core/plan';

/** What an output set by name must be. Throws `OUTPUT_UNDECLARED`. */
export function assertDeclaredOutput(task: TaskDefinition, name: string): void {
  if (task.outputNames.includes(name)) return;
  throw new WorkflowError(
    'OUTPUT_UNDECLARED',
    `Task \`${task.name}\` gave the output \`${name}\`, which it does not declare.`,
    { hint: didYouMean(name, task.outputNames) ?? `Add \`${name}\` to its \`outputs\`.` },
  );
}

/**
 * Checks every output and turns it into JSON. Throws `OUTPUT_UNDECLARED`, `OUTPUT_MISSING` or `OUTPUT_INVALID`;
 * an error that stands for several carries them as diagnostics.
 */
export async function checkOutputs(
  task: TaskDefinition,
  internals: TaskInternals,
  given: Readonly<Record<string, unknown>>,
  schemas: Readonly<Record<string, JsonSchema>>,
): Promise<JsonObject> {
  for (const name of Object.keys(given)) assertDeclaredOutput(task, name);
  const outputs: Record<string, Json> = {};
  // The task's own word first: a plan made elsewhere may say less about its types.
  const codecs = internals.codecs?.outputs() ?? {};
  const problems: WorkflowError[] = [];
  for (const name of task.outputNames) {
    try {
      const value = await checkOutput(task, internals, name, given[name]);
      if (value === undefined) continue;
      outputs[name] = encoded(task, name, value, codecs[name] ?? schemas[name]);
    } catch (error) {
      if (!WorkflowError.is(error)) throw error;
      problems.push(error);
    }
  }
  const [first] = problems;
  if (first === undefined) return outputs;
  if (problems.length === 1) throw first;
  throw new WorkflowError(first.code, problems.map((problem) => problem.message).join('\n'), {
    hint: first.hint,
    diagnostics: problems.map((problem) => problem.toDiagnostic()),
  });
}

/** An output as JSON. What cannot be JSON is told with the name of the output and the place inside of it. */
function encoded(
  task: TaskDefinition,
  name: string,
  value: unknown,
  schema: JsonSchema | undefined,
): Json {
  try {
    return encodeValue(value, schema);
  } catch (error) {
    if (!WorkflowError.is(error)) throw error;
    const what = `Output \`${name}\` of task \`${task.name}\``;
    throw new WorkflowError(error.code, `${what}: ${error.message}`, { hint: error.hint });
  }
}

/** The outputs of a called task, as a step that needs it would see them. */
export function decodeOutputs(
  task: TaskDefinition,
  outputs: JsonObject,
): Readonly<Record<string, unknown>> {
  const codecs = taskInternals(task)?.codecs?.outputs() ?? {};
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, decodeValue(value, codecs[name])]),
  );
}

async function checkOutput(
  task: TaskDefinition,
  internals: TaskInternals,
  name: string,
  value: unknown,
): Promise<unknown> {
  const schema = internals.outputSchemas[name];
  if (schema === undefined || schema === null) {
    if (value === undefined) throw missing(task, name);
    if (typeof value !== 'string') {
      throw new WorkflowError(
        'OUTPUT_INVALID',
        `Output \`${name}\` of task \`${task.name}\` is ${typeof value === 'object' ? 'an object' : `a ${typeof value}`}, not a text.`,
        { hint: 'Declare `outputs` as a record of schemas to give other types.' },
      );
    }
    return value;
  }
  const parsed = await schema.safeParseAsync(value);
  if (parsed.success) return parsed.data;
  if (value === undefined) throw missing(task, name);
  const why = parsed.error.issues
    .map((issue) => [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '))
    .join('; ');
  throw new WorkflowError(
    'OUTPUT_INVALID',
    `Output \`${name}\` of task \`${task.name}\` does not fit its schema: ${why}.`,
  );
}

function missing(task: TaskDefinition, name: string): WorkflowError {
  return new WorkflowError(
    'OUTPUT_MISSING',
    `Task \`${task.name}\` did not give its output \`${name}\`.`,
    { hint: `Return it, or call \`setOutput('${name}', …)\`.` },
  );
}
