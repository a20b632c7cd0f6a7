/** Runs the body of a task: inputs parsed once, a context that checks every name, outputs checked at the end. @module */
import { cp, mkdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { AnyTask, ExecOptions, TaskContext } from '@sluice/core';
import {
  didYouMean,
  type JsonSchema,
  type TaskDefinition,
  taskInternals,
  WorkflowError,
} from '@sluice/core/plan';
import { createLineSplitter } from '../process/lines.ts';
import { givenInputs } from './absent-inputs.ts';
import { loggedCall } from './call-log.ts';
import { commandTag, execIn } from './exec.ts';
import { assertDeclaredOutput, checkOutputs, decodeOutputs } from './outputs.ts';
import type { TaskLogLine, TaskResult } from './protocol.ts';

/** What a task needs around it. */
export interface TaskSurroundings {
  readonly workspace: string;
  /** The folder of this attempt alone. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The body reads its `signal`: it means to end by itself when it is told to. */
  readonly onSignalRead?: () => void;
  readonly secrets: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly log: (line: TaskLogLine) => void;
  readonly summary: (markdown: string) => void;
}

/** Runs a task. Rejects with what the body threw, or with the code of what the engine found wrong. */
export async function runTask(
  task: TaskDefinition,
  inputs: unknown,
  around: TaskSurroundings,
): Promise<TaskResult> {
  const internals = taskInternals(task);
  if (internals === undefined) {
    throw new WorkflowError('TASK_UNKNOWN', `\`${task.name}\` has no body to run.`);
  }
  const parsed = await task.inputs.safeParseAsync(await givenInputs(task, inputs ?? {}));
  if (!parsed.success) throw inputProblems(task, parsed.error.issues);

  const given: Record<string, unknown> = {};
  const artifacts: Record<string, string> = {};
  let group: string | undefined;
  const calls = new Map<string, number>();

  const log = (level: TaskLogLine['level'], text: string): void =>
    around.log({ level, text, ...(group !== undefined && { group }) });

  const exec = async (file: string, args?: readonly string[], options?: ExecOptions) => {
    const splitters = { stdout: createLineSplitter(), stderr: createLineSplitter() };
    const finish = (): void => {
      for (const splitter of Object.values(splitters)) {
        for (const line of splitter.end()) log('info', line);
      }
    };
    try {
      return await execIn(
        {
          workspace: around.workspace,
          env: around.env,
          signal: around.signal,
          onOutput: (stream, chunk) => {
            for (const line of splitters[stream].push(chunk)) log('info', line);
          },
        },
        file,
        args,
        options,
      );
    } finally {
      finish();
    }
  };

  const context: TaskContext<unknown, Record<string, unknown>, string, string, AnyTask> = {
    inputs: parsed.data,
    get signal() {
      around.onSignalRead?.();
      return around.signal;
    },
    workspace: around.workspace,
    log: {
      info: (message) => log('info', message),
      warn: (message) => log('warn', message),
      debug: (message) => log('debug', message),
      async group(title, body) {
        const outer = group;
        group = outer === undefined ? title : `${outer} / ${title}`;
        try {
          return await body();
        } finally {
          group = outer;
        }
      },
    },
    summary: around.summary,
    setOutput(name, value) {
      assertDeclaredOutput(task, name);
      given[name] = value;
    },
    async saveArtifact(name, path) {
      assertArtifact(task, name);
      const source = resolve(around.workspace, path);
      await stat(source).catch((cause: unknown) => {
        throw new WorkflowError(
          'ARTIFACT_MISSING',
          `Artifact \`${name}\` of task \`${task.name}\`: there is no file \`${path}\`.`,
          { hint: 'Paths are relative to the workspace.', cause },
        );
      });
      // A copy: what is saved stays as it was, whatever the task does to the file afterwards.
      const target = join(around.folder, 'artifacts', name, basename(source));
      await rm(join(around.folder, 'artifacts', name), { recursive: true, force: true });
      await mkdir(join(around.folder, 'artifacts', name), { recursive: true });
      await cp(source, target, { recursive: true, preserveTimestamps: true });
      artifacts[name] = target;
      return target as Awaited<
        ReturnType<TaskContext<unknown, unknown, string, string, never>['saveArtifact']>
      >;
    },
    secret(name) {
      const value = task.secretNames.includes(name) ? around.secrets[name] : undefined;
      if (value !== undefined) return value;
      throw new WorkflowError(
        'SECRET_UNDECLARED',
        `Task \`${task.name}\` reads the secret \`${name}\`, which it does not declare.`,
        { hint: didYouMean(name, task.secretNames) ?? `Add \`${name}\` to its \`secrets\`.` },
      );
    },
    exec,
    $: commandTag(exec),
    async call(callee, ...args) {
      if (!task.calls.some((declared) => declared.name === callee.name)) {
        throw new WorkflowError(
          'CALL_UNDECLARED',
          `Task \`${task.name}\` calls \`${callee.name}\`, which is not among its \`calls\`.`,
          { hint: `Add \`${callee.name}\` to its \`calls\`.` },
        );
      }
      const turn = (calls.get(callee.name) ?? 0) + 1;
      calls.set(callee.name, turn);
      const name = turn === 1 ? callee.name : `${callee.name}-${turn}`;
      // In a folder of its own: a name of a task may end in a number, too.
      const folder = join(around.folder, `call-${turn}-${callee.name}`);
      await mkdir(folder, { recursive: true });
      const result = await loggedCall({ name, group, log: around.log }, (log) =>
        runTask(callee, args[0], { ...around, folder, schemas: {}, log }),
      );
      return {
        outputs: decodeOutputs(callee, result.outputs) as never,
        artifact(name) {
          assertArtifact(callee, name as string);
          return result.artifacts[name as string] as never;
        },
      };
    },
    fail(message, options) {
      throw new WorkflowError('TASK_FAILED', message, options);
    },
  };

  const returned = await internals.run(context as never);
  if (returned !== undefined && returned !== null) Object.assign(given, returned);
  const outputs = await checkOutputs(task, internals, given, around.schemas);
  const missing = task.artifactNames.find((name) => artifacts[name] === undefined);
  if (missing === undefined) return { outputs, artifacts };
  throw new WorkflowError(
    'ARTIFACT_MISSING',
    `Task \`${task.name}\` did not save its artifact \`${missing}\`.`,
    { hint: `Call \`saveArtifact('${missing}', …)\` with the path of what the task has made.` },
  );
}

function assertArtifact(task: TaskDefinition, name: string): void {
  if (task.artifactNames.includes(name)) return;
  throw new WorkflowError(
    'ARTIFACT_UNDECLARED',
    `Task \`${task.name}\` has no artifact \`${name}\`.`,
    { hint: didYouMean(name, task.artifactNames) ?? `Add \`${name}\` to its \`artifacts\`.` },
  );
}

function inputProblems(
  task: TaskDefinition,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): WorkflowError {
  const lines = issues.map((issue) => `\`${issue.path.map(String).join('.')}\`: ${issue.message}`);
  return new WorkflowError(
    'INPUT_INVALID',
    `The inputs of task \`${task.name}\` do not fit: ${lines.join('; ')}.`,
    {
      diagnostics: issues.map((issue) => ({
        code: 'INPUT_INVALID' as const,
        severity: 'error' as const,
        message: issue.message,
        path: [
          'inputs',
          ...issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
        ] as (string | number)[],
      })),
    },
  );
}
