/**
 * The worker: prepares an attempt, runs it, and says how it ended as a fact. Secrets are resolved here, after the
 * attempt has been claimed, and nothing that holds one gets into a fact.
 * @module
 */
import { mkdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import {
  type ErrorFacts,
  type Json,
  type JsonObject,
  type PlanStep,
  sha256Hex,
  type TaskDefinition,
  WorkflowError,
} from '@sluice/core/plan';
import type { Command, FencingToken, LogRef, RunFact } from '@sluice/core/run';
import type { AttemptJob, AttemptResult } from '../attempt/attempt-job.ts';
import { runAttempt } from '../attempt/run-attempt.ts';
import { createLogWriter } from '../logs/log-writer.ts';
import { createMasker, type Masker } from '../logs/masker.ts';
import type { Ports } from '../ports.ts';
import { toErrorFacts } from '../task/error-facts.ts';
import type { PayloadCache } from './payloads.ts';
import { secretEnv } from './secret-env.ts';
import type { Workshop } from './workshop.ts';

/** Why an attempt is stopped from outside. */
export type StopReason =
  | { readonly kind: 'cancelled'; readonly reason: 'run-cancelled' | 'fail-fast' | 'superseded' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'closing' };

/** How an attempt ended: what becomes a fact of the history. */
export type WorkEnd =
  | Extract<
      RunFact,
      { type: 'step-completed' | 'step-failed' | 'step-timed-out' | 'step-cancelled' }
    >
  | undefined;

/** Runs one scheduled attempt. Never rejects. Undefined when the engine closed meanwhile. */
export async function work(
  shop: Workshop,
  cache: PayloadCache,
  ref: LogRef,
  command: Extract<Command, { type: 'schedule-step' }>,
  token: FencingToken,
  stop: AbortController,
): Promise<WorkEnd> {
  const { step, attempt, definition } = command;
  const { ports } = shop;
  const masker = createMasker();
  const log = createLogWriter(ports.logs, ref, masker, ports.clock);
  const done = new AbortController();
  if (definition.timeoutMs !== undefined) {
    ports.clock.sleep(definition.timeoutMs, done.signal).then(
      () => stop.abort({ kind: 'timed-out' } satisfies StopReason),
      () => undefined,
    );
  }
  let error: ErrorFacts;
  try {
    const folder = join(await shop.scratch(), folderName(ref));
    await mkdir(folder, { recursive: true });
    const secrets = await resolveSecrets(ports, definition, masker);
    const base = await shop.env();
    const job: AttemptJob = {
      ports,
      ref,
      definition,
      inputs: command.inputs,
      env: withPath(command.path, {
        ...base,
        SLUICE_RUN: ref.run,
        SLUICE_STEP: step,
        SLUICE_ATTEMPT: String(attempt),
        ...command.env,
        ...secretEnv(definition, secrets),
      }),
      workspace: shop.workspace,
      folder,
      secrets,
      masker,
      log,
      signal: stop.signal,
      inProcess: shop.inProcess,
      ownsProcess: shop.ownsProcess,
    };
    const result = await runAttempt(job, token);
    if (!stop.signal.aborted) {
      done.abort();
      if (result.summary !== undefined) {
        for (const text of result.summary.split('\n')) {
          await log.write({ stream: 'log', text, group: 'summary' });
        }
      }
      assertNoSecrets(masker, result);
      const artifacts = await keepArtifacts(ports, ref, result);
      const outputs = await cache.keep(result.outputs);
      await rm(folder, { recursive: true, force: true });
      return {
        type: 'step-completed',
        step,
        attempt,
        outputs,
        artifacts,
        ...(result.env !== undefined && { env: result.env }),
        ...(result.path !== undefined && { path: result.path }),
      };
    }
    error = { code: 'STEP_CANCELLED', message: 'The attempt was stopped.' };
  } catch (thrown) {
    error = toErrorFacts(thrown);
  } finally {
    done.abort();
    await log.end();
  }
  const reason = stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined;
  switch (reason?.kind) {
    case 'closing':
      return undefined;
    case 'timed-out':
      return { type: 'step-timed-out', step, attempt };
    case 'cancelled':
      return { type: 'step-cancelled', step, attempt, reason: reason.reason };
    default:
      return { type: 'step-failed', step, attempt, error: masked(masker, error) };
  }
}

/** Puts folders in front of the `PATH` of an environment. */
function withPath(
  folders: readonly string[] | undefined,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (folders === undefined) return env;
  const isName = (each: string): boolean =>
    process.platform === 'win32' ? each.toUpperCase() === 'PATH' : each === 'PATH';
  const name = Object.keys(env).find(isName) ?? 'PATH';
  return { ...env, [name]: [...folders, ...(env[name] ? [env[name]] : [])].join(delimiter) };
}

/** Short, legal on every file system, and never the same for two attempts. */
function folderName(ref: LogRef): string {
  const slug = ref.step.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 40);
  return `${slug}-${sha256Hex(`${ref.run}\n${ref.step}\n${ref.attempt}`).slice(0, 12)}`;
}

async function resolveSecrets(
  ports: Ports,
  definition: PlanStep,
  masker: Masker,
): Promise<Record<string, string>> {
  const names = new Set(definition.secrets ?? []);
  if (definition.run.kind === 'task') {
    const task = await ports.tasks.get(definition.run.task);
    if (task !== undefined) for (const name of secretNamesOf(task)) names.add(name);
  }
  const secrets: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of names) {
    const value = await ports.secrets.get(name);
    if (value === undefined) missing.push(name);
    else {
      masker.add(value);
      secrets[name] = value;
    }
  }
  if (missing.length === 0) return secrets;
  throw new WorkflowError(
    'SECRET_MISSING',
    `No value is known for ${missing.map((name) => `the secret \`${name}\``).join(' and ')}.`,
    {
      hint: `Set ${missing.map((name) => `\`${name}\``).join(', ')} in the environment or among the secrets.`,
    },
  );
}

/** The secrets of a task and of all it calls. */
export function secretNamesOf(task: TaskDefinition): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<TaskDefinition>();
  const visit = (one: TaskDefinition): void => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const name of one.secretNames) names.add(name);
    for (const called of one.calls) visit(called);
  };
  visit(task);
  return names;
}

/** A secret in an output would get into the history, into other steps and into what people are shown. */
function assertNoSecrets(masker: Masker, result: AttemptResult): void {
  if (masker.empty) return;
  const refuse = (what: string, value: Json): void => {
    if (!holdsSecret(masker, value)) return;
    throw new WorkflowError('OUTPUT_INVALID', `${what} holds a secret.`, {
      hint: 'Hand secrets to the steps that need them by declaring them there.',
    });
  };
  for (const [name, value] of Object.entries(result.outputs)) {
    refuse(`The output \`${name}\``, value);
  }
  for (const [name, value] of Object.entries(result.env ?? {})) {
    refuse(`The variable \`${name}\` for later steps`, value);
  }
  for (const folder of result.path ?? []) refuse('A folder for the `PATH` of later steps', folder);
}

function holdsSecret(masker: Masker, value: JsonObject[string]): boolean {
  if (typeof value === 'string') return masker.holds(value);
  if (typeof value !== 'object' || value === null) return masker.holds(String(value));
  return Object.entries(value).some(
    ([key, inner]) => masker.holds(key) || holdsSecret(masker, inner as JsonObject[string]),
  );
}

/** Puts the files into the store; what later steps see is the path there. */
async function keepArtifacts(
  ports: Ports,
  ref: LogRef,
  result: AttemptResult,
): Promise<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, path] of Object.entries(result.artifacts)) {
    await ports.artifacts.put(ref.run, ref.step, name, path);
    kept[name] = await ports.artifacts.get(ref.run, ref.step, name);
  }
  return kept;
}

function masked(masker: Masker, error: ErrorFacts): ErrorFacts {
  return {
    code: error.code,
    message: masker.mask(error.message),
    ...(error.hint !== undefined && { hint: masker.mask(error.hint) }),
    ...(error.traceback !== undefined && { traceback: masker.mask(error.traceback) }),
  };
}
