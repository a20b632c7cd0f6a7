/**
 * The orphan guard: one small process per engine that is told the process groups of running attempts over a pipe.
 * When the pipe closes, because the engine ended in whatever way (`kill -9` included), it kills the groups left.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** Reads `+ <group>` and `- <group>`; the end of its input is the death of the engine. */
const SCRIPT = `
trap '' INT TERM HUP
groups=' '
while read -r op id; do
  case $op in
    +) groups="$groups$id " ;;
    -) case $groups in *" $id "*) groups="\${groups%% $id *} \${groups#* $id }" ;; esac ;;
  esac
done
for id in $groups; do kill -s KILL -- "-$id" 2>/dev/null; done
`;

/** How long the guard may go on watching over a group that is gone. Its number is not given to another so soon. */
const MAY_WAIT_MS = 20;

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
  /** What the guard has not been told yet: to wake it costs a small step a part of its time. */
  let untold = '';
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (untold !== '') process?.stdin?.write(untold);
    untold = '';
  };
  return {
    start() {
      if (process !== undefined) return;
      process = spawn('/bin/sh', ['-c', SCRIPT], {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
        cwd: '/',
        env: {},
      });
      const forget = (): void => {
        process = undefined;
      };
      process.on('error', forget);
      process.stdin?.on('error', forget);
      process.unref();
      (process.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    },
    add(group) {
      untold += `+ ${group}\n`;
      tell();
    },
    remove(group) {
      untold += `- ${group}\n`;
      timer ??= setTimeout(tell, MAY_WAIT_MS).unref();
    },
    close() {
      tell();
      process?.stdin?.end();
      process = undefined;
    },
  };
}
