/** What GitHub reads in a generated file is what the plan says: jobs, needs, conditions as trees, outputs, legs. */
import { type AnyAutomation, automation, matrix, status } from '@sluice/core';
import {
  conditionNode,
  type ExprNode,
  isDefinition,
  type PlanStep,
  parseExpression,
} from '@sluice/core/plan';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { generate } from '../src/index.ts';
import { nested } from './features/saved.ts';
import { build, deploy, lint, list, say } from './features/tasks.ts';
import { features } from './features.ts';
import { languageErrors, parseAsGithub } from './github.ts';

interface RawJob {
  readonly if?: string;
  readonly uses?: string;
  readonly strategy?: { readonly matrix: unknown };
  readonly needs?: readonly string[];
}

/** A plan and what GitHub reads must say the same. */
async function expectRoundTrip(definition: AnyAutomation): Promise<void> {
  const plan = definition.plan();
  const { files, diagnostics } = generate(definition, { nested });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { path, content } = files.find((file) => file.workflow === plan.name)!;
  const { template, errors } = await parseAsGithub(path, content);
  expect(errors).toEqual([]);
  const raw = (parse(content) as { readonly jobs: Readonly<Record<string, RawJob>> }).jobs;

  const jobs = new Map(template.jobs.map((job) => [job.id.value, job]));
  const own = [...jobs.keys()].filter((id) => !id.includes('--'));
  expect(own).toEqual(plan.steps.map(({ id }) => id));
  for (const step of plan.steps) {
    // what comes before a step stands at its legs, its turns or its guard, where it has such
    const first =
      ['--legs', '--turns', '--guard'].map((end) => step.id + end).find((id) => jobs.has(id)) ??
      step.id;
    const needs = (jobs.get(first)!.needs ?? []).map(({ value }) => value);
    expect(needs).toEqual(step.needs ?? []);
    expect(conditionOf(raw[first]!.if), step.id).toEqual(wanted(step));
    if (step.matrix) expect(axesOf(raw[first]!.strategy!.matrix)).toEqual(axesOfPlan(step));
    const outputs = jobs.get(step.id)!.outputs;
    const names = outputs
      ? Array.from({ length: outputs.count }, (_, at) => String(outputs.get(at).key))
      : [];
    const declared = Object.keys(step.outputs ?? {});
    if (step.run.kind === 'task' && !step.matrix) {
      expect(names.filter((name) => !name.startsWith('artifact-'))).toEqual(declared);
    }
  }
}

/** A condition in the words of a plan: needs are steps, and what was read again from JSON is the value itself. */
function conditionOf(text: string | undefined): ExprNode | undefined {
  if (text === undefined) return undefined;
  const parsed = parseExpression(text, { contexts: ['needs'] });
  expect(parsed.ok, text).toBe(true);
  return parsed.ok ? inWordsOfPlan(parsed.node) : undefined;
}

function inWordsOfPlan(node: ExprNode): ExprNode {
  if (node.op === 'call' && node.name === 'fromJSON' && node.args[0]?.op === '||') {
    return inWordsOfPlan(node.args[0].left);
  }
  const back = JSON.parse(JSON.stringify(node), (_key, value: unknown) => {
    const each = value as { op?: string; name?: string; args?: { op?: string; left?: unknown }[] };
    return each?.op === 'call' && each.name === 'fromJSON' && each.args?.[0]?.op === '||'
      ? each.args[0].left
      : value;
  });
  const text = JSON.stringify(back).replaceAll('"needs"', '"steps"');
  return normal(JSON.parse(text));
}

/** `needs` is no context of a plan, so its properties are read one by one: they become one path. */
function normal(node: ExprNode): ExprNode {
  return JSON.parse(JSON.stringify(node), (_key, value: unknown) => {
    const each = value as { op?: string; of?: { op?: string; path?: string[] }; key?: string };
    return each?.op === 'get' && each.of?.op === 'context' && each.of.path?.[0] === 'steps'
      ? { op: 'context', path: [...each.of.path, each.key] }
      : value;
  }) as ExprNode;
}

function wanted(step: PlanStep): ExprNode | undefined {
  const node = step.when === undefined ? undefined : conditionNode(step.when);
  return node && normal(node);
}

function axesOf(matrix: unknown): unknown {
  return Object.entries(matrix as object).map(([name, values]) =>
    typeof values === 'string' ? [name, 'a list'] : [name, values],
  );
}

function axesOfPlan({ matrix }: PlanStep): unknown {
  const { axes, include, exclude } = matrix!;
  return [
    ...axes.map(([name, values]) => [name, typeof values === 'string' ? 'a list' : values]),
    ...(include ? [['include', include]] : []),
    ...(exclude ? [['exclude', exclude]] : []),
  ];
}

/** These say something else on purpose: defaults for other events, a filter of comments. */
const OTHERWISE = ['defaults-on-other-events', 'issues-and-comments'];
const automations = Object.entries(features).filter(
  ([name, feature]) => isDefinition(feature, 'automation') && !OTHERWISE.includes(name),
) as [string, AnyAutomation][];

test.each(automations)('%s', async (_name, feature) => {
  await expectRoundTrip(feature);
});

test('random automations: the same, and GitHub finds no fault', async () => {
  const shape = fc.array(
    fc.record({
      task: fc.constantFrom('lint', 'build', 'list', 'deploy', 'say'),
      needs: fc.array(fc.nat(20), { maxLength: 3 }),
      when: fc.constantFrom('none', 'always', 'notFailed', 'failure', 'input', 'result', 'output'),
      legs: fc.option(fc.array(fc.constantFrom('a', 'b', "it's"), { minLength: 1, maxLength: 3 }), {
        freq: 4,
        nil: undefined,
      }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  let count = 0;
  await fc.assert(
    fc.asyncProperty(shape, async (jobs) => {
      const made = randomAutomation(jobs);
      await expectRoundTrip(made);
      if (count++ % 10 === 0) {
        const { content } = generate(made).files[0]!;
        expect(await languageErrors('random', content)).toEqual([]);
      }
    }),
    { numRuns: 120 },
  );
});

interface RandomJob {
  readonly task: string;
  readonly needs: readonly number[];
  readonly when: string;
  readonly legs: readonly string[] | undefined;
}

function randomAutomation(jobs: readonly RandomJob[]): AnyAutomation {
  const inputs = z.object({ go: z.boolean().default(true), who: z.string().default("it's") });
  return automation({
    name: 'random',
    inputs,
    jobs({ job, inputs }) {
      const lists = [];
      const made: { result: typeof status.always }[] = [];
      for (const [at, each] of jobs.entries()) {
        const needs = [...new Set(each.needs.filter((need) => need < at))].map(
          (need) => made[need]!,
        );
        const first = lists[0];
        const last = needs.at(-1);
        const when =
          each.when === 'input'
            ? inputs.go.and(inputs.who.eq("it's"))
            : each.when === 'result' && last
              ? (last.result as unknown as typeof inputs.who).ne('skipped').and(status.always)
              : each.when === 'output' && first
                ? first.output('ready').or(first.output('count').gt(at))
                : each.when === 'always' || each.when === 'notFailed' || each.when === 'failure'
                  ? status[each.when]
                  : undefined;
        // the casts: what a random number chose has no static type
        const options = { id: `job-${at}`, needs, ...(when && { when }) } as never;
        const cells = each.legs && matrix({ who: [...new Set(each.legs)] as string[] });
        const run = { lint, build, list, deploy, say }[each.task] as typeof lint;
        const wired = {
          ...(options as object),
          ...(each.task === 'deploy' && {
            inputs: { target: 'dev', tags: first?.output('targets') ?? [] },
          }),
          ...(each.task === 'say' && { inputs: { text: cells ? cells.get('who') : inputs.who } }),
        } as never;
        const next = cells ? job.each(cells, run, wired) : job(run, wired);
        if (each.task === 'list' && !cells)
          lists.push(next as unknown as ReturnType<typeof job<typeof list>>);
        made.push(next as never);
      }
    },
  }) as unknown as AnyAutomation;
}
