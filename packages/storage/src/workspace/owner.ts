/** Which process holds something, in words that another process can read, and whether that process is still there. @module */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** `pid 4711 on build-host since 81234`: who holds a lease or runs a step. The last part tells a pid that came again. */
export function thisProcess(): string {
  return `pid ${process.pid} on ${hostname()} since ${startOf(process.pid) ?? 'unknown'}`;
}

/** Whether the process is gone for certain. One of another machine, or a text that names none, counts as alive. */
export function isGone(owner: string): boolean {
  const [, digits, host, since] = /^pid (\d+) on (.+) since (\w+)$/.exec(owner) ?? [];
  if (digits === undefined || host !== hostname()) return false;
  const pid = Number(digits);
  if (!exists(pid)) return true;
  const start = startOf(pid);
  return start !== undefined && since !== 'unknown' && since !== start;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When a process started, in ticks since the machine did: field 22 of `/proc/PID/stat` (proc(5)); undefined on systems
 * without it, and for a process that has ended and waits to be collected.
 */
function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return undefined;
  }
}
