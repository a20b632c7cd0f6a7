/** What the log says of a call of another task: where its lines belong, when it begins and how it ends. @module */
import type { TaskLogLine } from './protocol.ts';

type Log = (line: TaskLogLine) => void;

/** Runs a call. Its lines are in a group of its name, within the group that is open; the name is one of its own. */
export async function loggedCall<T>(
  call: { readonly name: string; readonly group: string | undefined; readonly log: Log },
  body: (log: Log) => Promise<T>,
): Promise<T> {
  const { name } = call;
  const within = call.group === undefined ? name : `${call.group} / ${name}`;
  const log: Log = (line) =>
    call.log({
      ...line,
      group: line.group === undefined ? within : `${within} / ${line.group}`,
      ...(line.call && { call: { ...line.call, path: [name, ...line.call.path] } }),
    });
  const say = (status: 'running' | 'success' | 'failure', text: string): void =>
    call.log({ level: 'info', text, group: within, call: { path: [name], status } });
  say('running', 'begins');
  try {
    const result = await body(log);
    say('success', 'done');
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    say('failure', `failed: ${message}`);
    throw error;
  }
}
