/**
 * The worker: prepares an attempt, runs it, and says how it ended as a fact. Secrets are resolved here, after the
 * attempt has been claimed, and nothing that holds one gets into a fact.
 * @module
 */
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type ErrorFacts, sha256Hex } from '@sluice/core/plan';
import type { Command, FencingToken, LogRef } from '@sluice/core/run';
import { storageProblem } from '@sluice/storage';
import type { AttemptJob, AttemptResult } from '../attempt/attempt-job.ts';
import { removeFolder } from '../attempt/remove-folder.ts';
import { runAttempt } from '../attempt/run-attempt.ts';
import { createLogWriter } from '../logs/log-writer.ts';
import { createMasker, type Masker } from '../logs/masker.ts';
import type { Ports } from '../ports.ts';
import { toErrorFacts } from '../task/error-facts.ts';
import type { PayloadCache } from './payloads.ts';
import { refuseSecrets } from './refuse-secrets.ts';
import { resolveSecrets } from './resolve-secrets.ts';
import { secretEnv } from './secret-env.ts';
import { endOf, stopAttempt, type WorkEnd } from './stop-reason.ts';
import type { Workshop } from './workshop.ts';

/** Why the clock of an attempt stops: without a reason of its own each signal makes an error with a stack. */
const OVER = 'over';

/** Runs one scheduled attempt. Never rejects. Undefined when the engine closed meanwhile. */
export async function work(
  shop: Workshop,
  cache: PayloadCache,
  ref: LogRef,
  command: Extract<Command, { type: 'schedule-step' }>,
  token: FencingToken,
  stop: AbortController,
): Promise<WorkEnd> {
  if (shop.elsewhere !== undefined) return shop.elsewhere({ cache, command, token, stop });
  const { step, attempt, definition } = command;
  const { ports } = shop;
  const masker = createMasker();
  const log = createLogWriter(ports.logs, ref, masker, ports.clock);
  const done = new AbortController();
  if (definition.timeoutMs !== undefined) {
    ports.clock.sleep(definition.timeoutMs, done.signal).then(
      () => stopAttempt(stop, { kind: 'timed-out' }),
      () => undefined,
    );
  }
  let error: ErrorFacts;
  let folder: string | undefined;
  try {
    folder = join(await shop.scratch(), folderName(ref));
    mkdirSync(folder, { recursive: true });
    const secrets = await resolveSecrets(ports, definition, masker);
    const base = await shop.env.get();
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
      done.abort(OVER);
      if (result.summary !== undefined) {
        for (const text of result.summary.split('\n')) {
          await log.write({ stream: 'log', text, group: 'summary' });
        }
      }
      refuseSecrets(masker, result);
      const artifacts = await keepArtifacts(ports, ref, result);
      const outputs = await cache.keep(result.outputs);
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
    error = toErrorFacts(storageProblem(shop.workspace, thrown) ?? thrown);
  } finally {
    done.abort(OVER);
    await log.end();
    if (folder !== undefined) {
      await removeFolder(folder);
    }
  }
  const failed = { type: 'step-failed', step, attempt, error: masked(masker, error) } as const;
  return endOf(stop, { step, attempt }, failed);
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
