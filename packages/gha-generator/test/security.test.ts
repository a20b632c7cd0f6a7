/** The table "impossible by construction", row by row, over every feature. */
import { app, automation, flow, github, setup } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { generate } from '../src/index.ts';
import { nested } from './features/saved.ts';
import { lint } from './features/tasks.ts';
import { features } from './features.ts';

type Step = Readonly<Record<string, unknown>>;
interface Job {
  readonly [key: string]: unknown;
  readonly steps?: readonly Step[];
}
interface File {
  readonly [key: string]: unknown;
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const SHA = '0123456789abcdef0123456789abcdef01234567';

const files = Object.entries(features).flatMap(([name, feature]) =>
  generate(feature, { nested }).files.map(({ path, content }): [string, string, File] => [
    `${name}: ${path}`,
    content,
    parse(content) as File,
  ]),
);
const stepsOf = (file: File): readonly Step[] =>
  Object.values(file.jobs).flatMap((job) => job.steps ?? []);

describe.each(files)('%s', (_name, text, file) => {
  const jobs = Object.values(file.jobs);
  const steps = stepsOf(file);

  test('template injection: no script holds an expression', () => {
    for (const { run } of steps) if (run !== undefined) expect(String(run)).not.toContain('${{');
  });

  test('excessive permissions: none at the top, and each job says its own', () => {
    expect(file['permissions']).toEqual({});
    for (const job of jobs) expect(job['permissions']).toBeTypeOf('object');
    expect(text).not.toMatch(/write-all|read-all/);
  });

  test('leaked token: a checkout keeps it only where the job may push', () => {
    for (const job of jobs) {
      const pushes = (job['permissions'] as Record<string, string>)['contents'] === 'write';
      for (const { uses, with: inputs } of job.steps ?? []) {
        if (!String(uses).startsWith('actions/checkout@')) continue;
        expect((inputs as Step)['persist-credentials']).toBe(pushes);
      }
    }
  });

  test('secrets everywhere: only in the step that runs the task, by name', () => {
    expect(text).not.toMatch(/toJSON\(secrets\)|secrets: inherit|secrets\[/);
    expect(JSON.stringify(file['env'] ?? {})).not.toContain('secrets.');
    for (const job of jobs) {
      const { steps: own = [], secrets: _call, container, ...rest } = job;
      expect(JSON.stringify(rest)).not.toContain('secrets.');
      const { credentials: _, ...image } = (container ?? {}) as Step;
      expect(JSON.stringify(image)).not.toContain('secrets.');
      for (const { env, ...step } of own) {
        expect(JSON.stringify(step)).not.toContain('secrets.');
        if (!JSON.stringify(env ?? {}).includes('secrets.')) continue;
        expect(step['id']).toMatch(/^(run|step_\d+_.+)$/);
      }
    }
  });

  test('always-true conditions: bare, and on one line', () => {
    for (const part of [...jobs, ...steps]) {
      if (part['if'] === undefined) continue;
      expect(String(part['if'])).not.toMatch(/\$\{\{|\n/);
    }
  });

  test('forgotten limits: a timeout in every job, and a concurrency group', () => {
    expect(file['concurrency']).toMatchObject({ group: expect.any(String) });
    for (const job of jobs) {
      if (job.steps) expect(job['timeout-minutes']).toBeTypeOf('number');
    }
  });

  test('dangerous triggers: only where the name says unsafe', () => {
    const isUnsafe = file['name'] === 'unsafe-triggers';
    expect(Object.hasOwn(file.on, 'pull_request_target')).toBe(isUnsafe);
    expect(Object.hasOwn(file.on, 'workflow_run')).toBe(isUnsafe);
  });

  test('no anchors, no aliases', () => {
    expect(text).not.toMatch(/(^|\s)[&*][A-Za-z]+\d*$/m);
  });
});

test('unpinned actions: with a lock every action is a commit, with its tag as a comment', () => {
  const feature = features['setup-of-every-kind']!;
  const { actions } = generate(feature, { nested });
  expect(actions.length).toBeGreaterThan(5);
  const pins = Object.fromEntries(actions.map((uses) => [uses, { tag: 'v1.2.3', sha: SHA }]));
  const { files, diagnostics } = generate(feature, { pins, nested });
  expect(diagnostics).toEqual([]);
  const uses = files.flatMap(({ content }) => content.match(/uses: [^.].*/g) ?? []);
  expect(uses.length).toBeGreaterThan(5);
  for (const line of uses) expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v1\.2\.3$/);
});

test('an action without an entry keeps its tag, and is reported once', () => {
  const { files, diagnostics } = generate(features['needs-explicit']!);
  expect(files[0]!.content).toContain('uses: actions/checkout@v7\n');
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({
    severity: 'warning',
    hint: expect.stringMatching(/gha pin/),
  });
});

test('untrusted text: refused in a prompt, fine in a variable', () => {
  expect(() =>
    flow({
      name: 'unfenced',
      steps: ({ llm }) =>
        void llm('ask', { prompt: { parts: ['Is this a bug?', github.issue.title] } as never }),
    }),
  ).toThrow();
  const { content } = generate(features['text-of-strangers']!).files[0]!;
  expect(content).toContain('INPUT_TEXT: ${{ github.event.issue.title }}');
  expect(content).toContain('--text="$INPUT_TEXT"');
});

test('a setup that looks like an expression is refused', () => {
  const made = app({
    entryPoint: 'sluice',
    bootstrap: [setup.checkout(), setup.run('echo ${{ github.event.issue.title }}')],
    commands: {},
    automations: [automation({ name: 'ci', jobs: ({ job }) => void job(lint) })],
  });
  expect(generate(made).diagnostics).toContainEqual(
    expect.objectContaining({ code: 'SETUP_INVALID', severity: 'error' }),
  );
});
