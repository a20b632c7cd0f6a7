/** Processes of this machine: each in a group of its own, under an orphan guard. @module */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock, Spawner, SpawnRequest } from '@sluice/core/run';
import { systemClock } from '../clock.ts';
import { endGroup, GITHUB_GRACE, type Grace, signalGroup } from './end-group.ts';
import { createOrphanGuard, type OrphanGuard } from './guard.ts';
import {
  createLineSplitter,
  type LineCut,
  type LineSplitter,
  MAX_LINE_LENGTH,
  MAX_MESSAGE_LENGTH,
} from './lines.ts';
import { notStarted } from './not-started.ts';

/** One line that a process wrote. */
export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}
/** A program to start, with what the step runner needs besides. */
export interface ChannelRequest extends SpawnRequest {
  /** Takes each line that the process writes to its file descriptor 3. */
  readonly onMessage?: (line: string) => void | Promise<void>;
  /** Where a line that is too long may be cut. */
  readonly cutLine?: LineCut;
  /** Hears the process group as soon as it exists. */
  readonly onGroup?: (group: number) => void;
}
/** A spawner that offers the third stream on which the step runner talks. */
export interface ChannelSpawner extends Spawner {
  readonly channels: true;
  /** A promise from `onLine` holds the stream back until it resolves. */
  spawn(
    request: ChannelRequest,
    onLine: (line: OutputLine) => void | Promise<void>,
  ): Promise<{ readonly exitCode: number; readonly signal?: string }>;
  /** Stops every process that it has started, with its group; `resume` lets them go on. */
  stop(): void;
  resume(): void;
  /** Ends the orphan guard. */
  close(): void;
}
/** Settings of {@link nodeSpawner}. */
export interface SpawnerOptions {
  readonly clock?: Clock;
  readonly grace?: Grace;
  readonly guard?: OrphanGuard;
}

/** Why nobody waits any longer: without a reason of its own each signal makes an error with a stack. */
const OVER = 'over';

/** How long the streams of an ended process may stay open (a daemon may hold them). */
const DRAIN_MS = 2000;

/**
 * Real processes. Each leads a group; aborting interrupts, terminates and kills the whole group, and what a program
 * leaves behind in its group is killed when it ends. Rejects with `EXEC_FAILED` when the program cannot be started.
 */
export function nodeSpawner(options: SpawnerOptions = {}): ChannelSpawner {
  const clock = options.clock ?? systemClock;
  const grace = options.grace ?? GITHUB_GRACE;
  const guard = options.guard ?? createOrphanGuard();
  const groups = new Set<number>();
  const tellAll = (signal: NodeJS.Signals): void => {
    for (const group of groups) signalGroup(group, signal);
  };
  return {
    channels: true,
    stop: () => tellAll('SIGSTOP'),
    resume: () => tellAll('SIGCONT'),
    close: () => guard.close(),
    spawn(request, onLine) {
      return new Promise((resolve, reject) => {
        if (request.signal?.aborted) return reject(request.signal.reason);
        const channel = request.onMessage !== undefined;
        const input = request.input === undefined ? 'ignore' : 'pipe';
        guard.start();
        let child: ChildProcess;
        try {
          child = spawn(request.file, request.args, {
            cwd: request.cwd,
            env: request.env,
            detached: true,
            stdio: [input, 'pipe', 'pipe', ...(channel ? (['pipe'] as const) : [])],
            windowsHide: true,
          });
        } catch (error) {
          // Some refusals of the system are thrown, not told.
          return reject(notStarted(request, error as Error));
        }
        const group = child.pid;
        child.on('error', (error) => {
          if (group === undefined) reject(notStarted(request, error));
        });
        if (group === undefined) return;
        guard.add(group);
        groups.add(group);
        request.onGroup?.(group);

        const ended = new AbortController();
        const stop = (): void => void endGroup(group, clock, grace, ended.signal);
        request.signal?.addEventListener('abort', stop, { once: true });
        if (request.signal?.aborted) stop();

        child.stdin?.on('error', () => undefined);
        child.stdin?.end(request.input);

        const streams: Readable[] = [];
        const progress: Progress = { chunks: 0, held: 0 };
        const reading: Promise<void>[] = [];
        const read = (
          stream: unknown,
          each: (line: string) => void | Promise<void>,
          longest: number = MAX_LINE_LENGTH,
        ): void => {
          streams.push(stream as Readable);
          const splitter = createLineSplitter(longest, request.cutLine);
          reading.push(readLines(stream as Readable, progress, each, splitter));
        };
        read(child.stdout, (text) => onLine({ stream: 'stdout', text }));
        read(child.stderr, (text) => onLine({ stream: 'stderr', text }));
        if (request.onMessage) read(child.stdio[3], request.onMessage, MAX_MESSAGE_LENGTH);

        child.on('exit', (code, signal) => {
          ended.abort(OVER);
          request.signal?.removeEventListener('abort', stop);
          signalGroup(group, 'SIGKILL');
          guard.remove(group);
          groups.delete(group);
          const drained = new AbortController();
          void giveUpWhenStill(clock, progress, drained.signal, () => {
            for (const stream of streams) stream.destroy();
          });
          void Promise.all(reading)
            .finally(() => drained.abort(OVER))
            .then(
              () =>
                resolve({ exitCode: code ?? 128, ...(signal !== null && { signal: `${signal}` }) }),
              reject,
            );
        });
      });
    },
  };
}

/** How far the streams of a process have been read. */
interface Progress {
  chunks: number;
  /** Readers that wait for whoever takes the lines. */
  held: number;
}

/** Calls `giveUp` when nothing more has come for a while; a reader that is held back is not still. */
async function giveUpWhenStill(
  clock: Clock,
  progress: Progress,
  drained: AbortSignal,
  giveUp: () => void,
): Promise<void> {
  try {
    for (let before = -1; before !== progress.chunks || progress.held > 0; ) {
      before = progress.chunks;
      await clock.sleep(DRAIN_MS, drained);
    }
  } catch {
    return; // all has been read
  }
  giveUp();
}

async function readLines(
  stream: Readable,
  progress: Progress,
  each: (line: string) => void | Promise<void>,
  splitter: LineSplitter,
): Promise<void> {
  try {
    for await (const chunk of stream) {
      progress.chunks += 1;
      for (const line of splitter.push(chunk as Uint8Array)) {
        const held = each(line);
        if (held === undefined) continue;
        progress.held += 1;
        await held;
        progress.held -= 1;
      }
    }
  } catch (error) {
    if (!stream.destroyed) throw error;
  }
  for (const line of splitter.end()) await each(line);
}
