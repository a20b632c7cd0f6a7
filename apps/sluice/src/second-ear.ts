/** Ctrl-C for a process that may hear nothing, because code of the user in it never comes back. @module */
import { spawn } from 'node:child_process';

/**
 * Waits until its input ends, which is the end of the process that started it. The second Ctrl-C of the terminal gives
 * that process a second to end, and then kills it.
 */
const SCRIPT = `
heard=0
end() {
  heard=$((heard + 1))
  [ "$heard" -lt 2 ] && return
  trap '' INT
  sleep 1
  kill -s 0 "$input" 2>/dev/null || exit
  printf '%s\\n' 'Stopped at once: the task kept this process from hearing Ctrl-C.' >&2
  kill -s KILL "$PPID"
  exit
}
trap end INT
trap '' TERM HUP
cat <&3 >/dev/null &
input=$!
while kill -s 0 "$input" 2>/dev/null; do wait "$input"; done
`;

/** From now on the second Ctrl-C ends this process whatever it does; returns how to give that up. */
export function listenBeside(): () => void {
  const ear = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['ignore', 'ignore', 2, 'pipe'] });
  // Without a shell there is one way less to end the process.
  ear.on('error', () => undefined);
  ear.unref();
  const [, , , pipe] = ear.stdio;
  pipe?.on('error', () => undefined);
  (pipe as unknown as { unref?(): void } | null)?.unref?.();
  return () => void pipe?.destroy();
}
