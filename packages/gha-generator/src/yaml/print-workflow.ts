/** From the tree to the text of a file. @module */
import { Document, isScalar, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { Noted } from '../model/noted.ts';
import type { Workflow } from '../model/workflow.ts';
import { orderedEntries, type Part } from './key-order.ts';

/** The YAML of a workflow, under a header of comment lines. The same tree gives the same bytes. */
export function printWorkflow(workflow: Workflow, header: readonly string[]): string {
  const contents = partNode('workflow', workflow as unknown as Fields);
  separate(contents);
  const document = new Document();
  document.contents = contents as never;
  document.commentBefore = header.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

type Fields = Readonly<Record<string, unknown>>;

/** Which keys of a part hold parts, lists of parts, or mappings from names to parts. */
const INSIDE: Readonly<
  Partial<Record<Part, Readonly<Record<string, Part | [Part] | { of: Part }>>>>
> = {
  workflow: { on: 'triggers', concurrency: 'concurrency', jobs: { of: 'job' } },
  triggers: {
    schedule: ['schedule'],
    workflow_dispatch: 'call',
    workflow_call: 'call',
    ...Object.fromEntries(
      [
        ...['push', 'pull_request', 'pull_request_target', 'issues', 'issue_comment', 'release'],
        ...['repository_dispatch', 'workflow_run'],
      ].map((event) => [event, 'event' as const]),
    ),
  },
  call: { inputs: { of: 'input' } },
  job: {
    strategy: 'strategy',
    environment: 'environment',
    concurrency: 'concurrency',
    container: 'container',
    services: { of: 'container' },
    steps: ['step'],
  },
};

function partNode(part: Part, value: Fields): YAMLMap {
  const map = new YAMLMap();
  for (const [key, each] of orderedEntries(part, value)) {
    const inside = INSIDE[part]?.[key];
    map.items.push(new Pair(new Scalar(key), insideNode(inside, each)));
  }
  if (map.items.length === 0) map.flow = true;
  return map;
}

function insideNode(inside: Part | [Part] | { of: Part } | undefined, value: unknown): Node {
  if (inside === undefined || typeof value !== 'object' || value === null) return plainNode(value);
  if (typeof inside === 'string') {
    return value instanceof Noted ? plainNode(value) : partNode(inside, value as Fields);
  }
  if (Array.isArray(inside)) {
    const list = new YAMLSeq();
    for (const each of value as readonly Fields[]) list.items.push(partNode(inside[0], each));
    return list;
  }
  const map = new YAMLMap();
  for (const [name, each] of Object.entries(value)) {
    map.items.push(new Pair(new Scalar(name), partNode(inside.of, each as Fields)));
  }
  if (map.items.length === 0) map.flow = true;
  return map;
}

function plainNode(value: unknown): Node {
  if (value instanceof Noted) {
    const node = plainNode(value.value);
    node.comment = ` ${value.comment}`;
    return node;
  }
  if (Array.isArray(value)) {
    const list = new YAMLSeq();
    list.items = value.map(plainNode);
    list.flow = isShort(list);
    return list;
  }
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  const map = new YAMLMap();
  for (const [key, each] of Object.entries(value)) {
    if (each !== undefined) map.items.push(new Pair(new Scalar(key), plainNode(each)));
  }
  if (map.items.length === 0) map.flow = true;
  return map;
}

/** A list of few short values stands on one line. */
function isShort({ items }: YAMLSeq): boolean {
  let length = 0;
  for (const each of items as readonly Node[]) {
    if (!isScalar(each) || each.comment) return false;
    const text = String(each.value);
    if (text.includes('\n') || text.includes('${{')) return false;
    length += text.length + 2;
  }
  return length <= 76;
}

/** Empty lines before the jobs, and between them. */
function separate(workflow: YAMLMap): void {
  for (const { key, value } of workflow.items as readonly Pair<Scalar, Node>[]) {
    if (key.value === 'name') continue;
    if (key.value === 'on' || key.value === 'jobs' || key.value === 'permissions') {
      key.spaceBefore = true;
    }
    if (key.value !== 'jobs') continue;
    for (const [at, job] of (value as YAMLMap<Scalar, Node>).items.entries()) {
      if (at > 0) job.key.spaceBefore = true;
    }
  }
}
