/**
 * The order of keys in a generated file: what a reader asks first comes first. A key that is not listed follows the
 * listed ones, in the order in which it was given.
 * @module
 */

/** The parts of a workflow file whose keys have an order of their own. */
export type Part =
  | 'workflow'
  | 'triggers'
  | 'event'
  | 'schedule'
  | 'input'
  | 'call'
  | 'concurrency'
  | 'job'
  | 'strategy'
  | 'environment'
  | 'container'
  | 'step';

const ORDER: Readonly<Record<Part, readonly string[]>> = {
  workflow: [
    ...['name', 'description', 'run-name', 'on', 'permissions', 'concurrency', 'env', 'defaults'],
    'jobs',
  ],
  triggers: [
    ...['push', 'pull_request', 'pull_request_target', 'issues', 'issue_comment', 'release'],
    ...['repository_dispatch', 'workflow_run', 'schedule', 'workflow_dispatch', 'workflow_call'],
  ],
  event: [
    ...['workflows', 'types', 'branches', 'branches-ignore', 'tags', 'tags-ignore', 'paths'],
    'paths-ignore',
  ],
  schedule: ['cron', 'timezone'],
  input: ['description', 'type', 'required', 'default', 'options'],
  call: ['inputs', 'secrets', 'outputs'],
  concurrency: ['group', 'cancel-in-progress', 'queue'],
  job: [
    ...['name', 'needs', 'if', 'strategy', 'uses', 'with', 'secrets', 'runs-on', 'environment'],
    ...['permissions', 'concurrency', 'timeout-minutes', 'cancel-timeout-minutes'],
    ...['continue-on-error', 'container', 'services', 'env', 'defaults', 'outputs', 'snapshot'],
    'steps',
  ],
  strategy: ['fail-fast', 'max-parallel', 'matrix'],
  environment: ['name', 'url', 'deployment'],
  container: [
    ...['image', 'credentials', 'env', 'ports', 'volumes', 'options', 'entrypoint', 'command'],
  ],
  step: [
    ...['name', 'id', 'if', 'uses', 'with', 'run', 'shell', 'working-directory', 'env'],
    ...['timeout-minutes', 'continue-on-error', 'background'],
  ],
};

/** The entries of a part in its order, those of `raw` last; what is undefined is left out. */
export function orderedEntries(
  part: Part,
  value: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  const entries: [string, unknown][] = [];
  const order = ORDER[part];
  for (const key of order) if (value[key] !== undefined) entries.push([key, value[key]]);
  for (const [key, each] of Object.entries(value)) {
    if (each !== undefined && key !== 'raw' && !order.includes(key)) entries.push([key, each]);
  }
  const raw = value['raw'] as Readonly<Record<string, unknown>> | undefined;
  for (const [key, each] of Object.entries(raw ?? {})) {
    const at = entries.findIndex(([known]) => known === key);
    if (at < 0) entries.push([key, each]);
    else entries[at] = [key, each];
  }
  return entries;
}
