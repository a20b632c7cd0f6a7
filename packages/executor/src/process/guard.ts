/**
 * The orphan guard: one small process per engine that is told the process groups of running attempts. When its pipes
 * close, because the engine ended in whatever way (`kill -9` included), it kills the groups left.
 *
 * It sleeps on one pipe while it is told on another, which it reads when the engine has ended or says that it has
 * written a lot: to wake it for each group would take a small step a part of its time.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Gets `+ <group>` and `- <group>` on descriptor 3. On its input it gets how many of these lines to read; the end of it
 * is the death of the engine, and what is left of them is read.
 */
const SCRIPT = `
trap '' INT TERM HUP
groups=' '
heed() {
  left=$1
  while [ "$left" -gt 0 ] && read -r op id <&3; do
    left=$((left - 1))
    case $op in
      +) groups="$groups$id " ;;
      -) case $groups in *" $id "*) groups="\${groups%% $id *} \${groups#* $id }" ;; esac ;;
    esac
  done
}
while read -r lines; do heed "$lines"; done
heed 1000000
for id in $groups; do kill -s KILL -- "-$id" 2>/dev/null; done
`;

/** How many lines may wait. A pipe of Linux that nobody reads takes a few hundred. */
const MAY_WAIT = 50;

/** Watches over process groups. */
export interface OrphanGuard {
  /** Starts the guard, so that a group can be told the moment it exists. */
  start(): void;
  add(group: number): void;
  remove(group: number): void;
  /** Ends the guard. Groups that are still there are killed. */
  close(): void;
}

/** A guard. */
export function createOrphanGuard(): OrphanGuard {
  let process: ChildProcess | undefined;
  let waiting = 0;
  const tell = (line: string): void => {
    if (process === undefined) return;
    for (const pipe of pipesOf(process).slice(1)) pipe.write(line);
    waiting += 1;
    if (waiting < MAY_WAIT) return;
    process.stdin?.write(`${waiting}\n`);
    waiting = 0;
  };
  return {
    start() {
      if (process !== undefined) return;
      process = spawn('/bin/sh', ['-c', SCRIPT], {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
        cwd: '/',
        env: {},
      });
      waiting = 0;
      const forget = (): void => {
        process = undefined;
      };
      process.on('error', forget);
      process.unref();
      for (const pipe of pipesOf(process)) {
        pipe.on('error', forget);
        pipe.unref?.();
      }
    },
    add: (group) => tell(`+ ${group}\n`),
    remove: (group) => tell(`- ${group}\n`),
    close() {
      for (const pipe of process === undefined ? [] : pipesOf(process)) pipe.end();
      process = undefined;
    },
  };
}

/** The pipe that wakes the guard, and the one on which it is told. None where the guard could not be started. */
function pipesOf(guard: ChildProcess): readonly (Writable & { unref?(): void })[] {
  return [guard.stdin, guard.stdio[3]].filter((pipe) => pipe != null) as Writable[];
}
