/** One node of nodes-and-edges JSON, as what a step runs. What cannot be said in a plan is told. @module */
import { basename, dirname } from 'node:path';
import type { Json, JsonObject } from '@sluice/core/plan';
import { type Names, type Rewritten, rewriteCommand, rewriteText } from './references.ts';

/** What converts the values of one node. */
export interface NodeContext {
  readonly names: Names;
  /** Tells what could not be expressed; `key` is the parameter that said it. */
  say(severity: 'error' | 'warning', key: string, message: string, hint?: string): void;
  /** A whole workflow in place of a name. */
  importPlan(json: Json, key: string): Json;
}

/** What a node becomes: `run`, and what stands beside it in the step. */
export interface NodeStep {
  readonly run: JsonObject;
  readonly beside?: JsonObject;
}

type Params = Readonly<Record<string, Json>>;

/** Converts the parameters of a node by its type. A type that is not known becomes a kind of step of that name. */
export function nodeStep(type: string, params: Params, context: NodeContext): NodeStep {
  const convert = Object.hasOwn(CONVERTERS, type) ? CONVERTERS[type] : undefined;
  const reader = createReader(params, context);
  const step = convert === undefined ? unknownType(type, params, reader) : convert(reader, context);
  for (const key of reader.left()) {
    context.say('error', key, `\`${key}\` of a \`${type}\` node cannot be expressed.`);
  }
  return step;
}

interface Reader {
  /** A parameter with its references rewritten. */
  value(key: string): Json | undefined;
  /** A parameter as it stands, when it refers to nothing. */
  literal(key: string): Json | undefined;
  raw(key: string): Json | undefined;
  /** The parameters that nobody asked for. */
  left(): readonly string[];
}

const CONVERTERS: Readonly<Record<string, (reader: Reader, context: NodeContext) => NodeStep>> = {
  shell: shellNode,
  http: httpNode,
  echo: echoNode,
  'read-file': readFileNode,
  'write-file': writeFileNode,
  workflow: workflowNode,
  llm: (reader) => ({
    run: defined({ kind: 'llm', prompt: reader.value('prompt'), model: reader.literal('model') }),
  }),
};

function createReader(params: Params, context: NodeContext): Reader {
  const asked = new Set<string>();
  const raw = (key: string): Json | undefined => {
    asked.add(key);
    return Object.hasOwn(params, key) ? params[key] : undefined;
  };
  return {
    raw,
    value(key) {
      const value = raw(key);
      return value === undefined ? undefined : rewriteJson(value, key, context);
    },
    literal(key) {
      const value = raw(key);
      if (value === undefined) return undefined;
      if (JSON.stringify(rewriteJson(value, key, context)) === JSON.stringify(value)) return value;
      context.say('error', key, `\`${key}\` must be known before the run; it refers to a value.`);
      return undefined;
    },
    left: () => Object.keys(params).filter((key) => !asked.has(key)),
  };
}

/** Rewrites every text of a value, and tells of references that lead nowhere. */
export function rewriteJson(value: Json, key: string, context: NodeContext): Json {
  if (typeof value === 'string') {
    return told(rewriteText(value, context.names), key, context);
  }
  if (Array.isArray(value)) return value.map((each) => rewriteJson(each as Json, key, context));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, rewriteJson(each as Json, key, context)]),
  );
}

/** The text, when it was told which of its references lead nowhere. */
function told({ text, unknown }: Rewritten, key: string, context: NodeContext): string {
  for (const path of unknown) {
    context.say(
      'error',
      key,
      `\`\${${path}}\` is neither an input nor an output of a node.`,
      'Correct the name, or write `$${…}` for the text itself.',
    );
  }
  return text;
}

function shellNode(reader: Reader, context: NodeContext): NodeStep {
  const written = reader.raw('command');
  let command =
    typeof written === 'string'
      ? told(rewriteCommand(written, context.names), 'command', context)
      : '';
  if (typeof written !== 'string') context.say('error', 'command', 'The node has no `command`.');
  const stdin = reader.value('stdin');
  const env = { ...(reader.value('env') as JsonObject | undefined) };
  const ignores = reader.literal('ignore_errors') === true;
  if (stdin !== undefined || ignores) command = `(\n${command}\n)`;
  if (stdin !== undefined) {
    env['SLUICE_STDIN'] = typeof stdin === 'string' ? stdin : JSON.stringify(stdin);
    command = `printf '%s' "$SLUICE_STDIN" | ${command}`;
  }
  if (ignores) command += ' || true';
  if (reader.literal('strip_newline') === false) {
    context.say('warning', 'strip_newline', '`stdout` has no line feed at its end here.');
  }
  return {
    run: defined({
      kind: 'shell',
      command,
      // As there: the exit code of the last command is that of the node.
      shell: 'sh {0}',
      env: Object.keys(env).length > 0 ? env : undefined,
      cwd: reader.value('cwd'),
    }),
    beside: timeoutOf(reader),
  };
}

function httpNode(reader: Reader, context: NodeContext): NodeStep {
  const body = reader.value('body');
  const headers = { ...(reader.value('headers') as JsonObject | undefined) };
  const token = reader.value('auth_token');
  const key = reader.value('api_key');
  const keyHeader = reader.literal('api_key_header');
  if (typeof token === 'string') headers['Authorization'] = `Bearer ${token}`;
  if (typeof key === 'string') {
    headers[typeof keyHeader === 'string' ? keyHeader : 'X-API-Key'] = key;
  }
  for (const secret of ['auth_token', 'api_key']) {
    if (reader.raw(secret) === undefined) continue;
    context.say(
      'warning',
      secret,
      `\`${secret}\` stands in the history of each run.`,
      'Declare a secret, and send it by `headerVariables`.',
    );
  }
  const method = reader.literal('method');
  const { timeoutMs } = timeoutOf(reader);
  return {
    run: {
      kind: 'http',
      inputs: defined({
        url: reader.value('url'),
        method:
          typeof method === 'string'
            ? method.toUpperCase()
            : body === undefined
              ? undefined
              : 'POST',
        headers: Object.keys(headers).length > 0 ? headers : undefined,
        query: reader.value('params'),
        body,
        timeoutMs,
      }),
    },
  };
}

function echoNode(reader: Reader, context: NodeContext): NodeStep {
  const message = reader.value('message') ?? 'Hello, World!';
  const [prefix, suffix] = [reader.value('prefix'), reader.value('suffix')];
  let text: Json =
    prefix === undefined && suffix === undefined
      ? message
      : `${asText(prefix)}${asText(message)}${asText(suffix)}`;
  if (reader.literal('uppercase') === true) {
    if (typeof text === 'string' && !text.includes('${{')) text = text.toUpperCase();
    else context.say('error', 'uppercase', 'Expressions have no upper case.');
  }
  if ((reader.literal('count') ?? 1) !== 1) {
    context.say('error', 'count', '`echo` says its message once.');
  }
  return { run: { kind: 'echo', inputs: { message: text } } };
}

function readFileNode(reader: Reader, context: NodeContext): NodeStep {
  const encoding = reader.literal('encoding');
  if (encoding !== undefined && !/^utf-?8$/i.test(String(encoding))) {
    context.say('error', 'encoding', `Texts are read as UTF-8, not as ${String(encoding)}.`);
  }
  return { run: { kind: 'read-file', inputs: fileOf(reader, context) } };
}

function writeFileNode(reader: Reader, context: NodeContext): NodeStep {
  const encoding = reader.literal('encoding');
  if (encoding !== undefined && !/^utf-?8$/i.test(String(encoding))) {
    context.say('error', 'encoding', `Texts are written as UTF-8, not as ${String(encoding)}.`);
  }
  const inputs = defined({
    ...fileOf(reader, context),
    content: reader.value('content'),
    append: reader.literal('append') === true ? true : undefined,
  });
  return { run: { kind: 'write-file', inputs } };
}

function fileOf(reader: Reader, context: NodeContext): JsonObject {
  const path = reader.value('file_path') ?? reader.value('path');
  if (typeof path !== 'string') {
    context.say('error', 'file_path', 'The node has no `file_path`.');
    return {};
  }
  if (path.startsWith('~')) {
    context.say('error', 'file_path', '`~` is not expanded.', 'Write the whole path.');
  }
  if (path.startsWith('/') && !path.includes('${{')) {
    return { path: basename(path), root: dirname(path) };
  }
  if (path.startsWith('/') || path.startsWith('${{')) {
    context.say(
      'warning',
      'file_path',
      'A path that a value begins must lead into the folder of the run.',
      'Give the step a `root`, the folder that the path may not leave.',
    );
  }
  return { path };
}

function workflowNode(reader: Reader, context: NodeContext): NodeStep {
  const name = reader.literal('workflow_name');
  const path = reader.literal('workflow_ref');
  const written = reader.raw('workflow_ir');
  // What it gives under other names is found where it is referred to.
  reader.raw('output_mapping');
  if ((reader.literal('storage_mode') ?? 'mapped') !== 'mapped') {
    context.say('error', 'storage_mode', 'A nested workflow sees its inputs, and nothing else.');
  }
  for (const key of ['max_depth', 'error_action']) {
    if (reader.raw(key) !== undefined) {
      context.say('warning', key, `\`${key}\` has no counterpart, and is left out.`);
    }
  }
  return {
    run: defined({
      kind: 'workflow',
      name,
      path,
      plan: written === undefined ? undefined : context.importPlan(written, 'workflow_ir'),
      inputs: reader.value('param_mapping') ?? {},
    }),
  };
}

function unknownType(type: string, params: Params, reader: Reader): NodeStep {
  const inputs = Object.keys(params).map((key) => [key, reader.value(key)!] as const);
  return { run: { kind: type, inputs: Object.fromEntries(inputs) } };
}

/** Seconds there, milliseconds here. */
function timeoutOf(reader: Reader): { readonly timeoutMs?: number } {
  const seconds = reader.literal('timeout');
  return typeof seconds === 'number' ? { timeoutMs: Math.max(1, Math.round(seconds * 1000)) } : {};
}

function asText(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function defined(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
