// What a description becomes: needs, ids, conditions, commands, and the mistakes that only run-time checks find.
import {
  and,
  app,
  appDefinitions,
  artifact,
  automation,
  fence,
  flow,
  format,
  github,
  matrix,
  not,
  sh,
  status,
  task,
  tasksOf,
  text,
  toPortableSchema,
  WorkflowError,
  workflowName,
} from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const build = task({
  name: 'build',
  outputs: ['version'],
  artifacts: ['wheel'],
  secrets: ['A'],
  run: () => ({ version: '1' }),
});
const check = task({
  name: 'check',
  inputs: z.object({ wheel: artifact(), label: z.string().optional() }),
  calls: [build],
  secrets: ['B'],
  run() {},
});
const lint = task({ name: 'lint', run() {} });

function codes(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (!WorkflowError.is(error)) throw error;
    return error.diagnostics.length > 0 ? error.diagnostics.map((each) => each.code) : [error.code];
  }
  return [];
}
const erased = <T>(value: unknown): T => value as T;

describe('dependencies', () => {
  it('come from what is mentioned, in the order of declaration, each once', () => {
    const plan = automation({
      name: 'deps',
      jobs({ job }) {
        const style = job(lint);
        const built = job(build);
        job(check, {
          needs: [built, style],
          when: built.output('version').ne(''),
          inputs: { wheel: built.artifact('wheel'), label: built.output('version') },
        });
      },
    }).plan();
    expect(plan.steps[2]).toMatchObject({
      needs: ['lint', 'build'],
      when: "steps.build.outputs.version != ''",
      secrets: ['B', 'A'],
    });
  });
  it('of a body on outer steps belong to the iteration', () => {
    const plan = flow({
      name: 'outer',
      steps({ shell, forEach }) {
        const list = shell('list', 'x', { outputs: { ids: z.array(z.string()) } });
        const other = shell('other', 'x');
        forEach('loop', { over: list.output('ids') }, (inner, item) => {
          inner.shell('say', sh`echo ${item} ${other.output('stdout')}`);
        });
      },
    }).plan();
    expect(plan.steps[2]?.needs).toEqual(['list', 'other']);
    expect(plan.steps[2]?.run).toMatchObject({ steps: [{ id: 'say' }] });
  });
  it('are written in normal form: a property asked for by a text is a property', () => {
    const event = erased<{ at(index: string): typeof github.event }>(github.event);
    expect(event.at('action').node).toEqual(github.event.get('action').node);
  });
  it('across definitions are refused', () => {
    let leaked: unknown;
    flow({
      name: 'one',
      steps({ shell }) {
        leaked = shell('a', 'x');
      },
    });
    expect(
      codes(() =>
        flow({
          name: 'two',
          steps({ shell }) {
            shell('b', 'x', { needs: [erased(leaked)] });
          },
        }),
      ),
    ).toEqual(['GRAPH_FOREIGN_REF']);
    const output = erased<{ output(name: string): never }>(leaked).output('stdout');
    expect(
      codes(() =>
        flow({
          name: 'three',
          steps({ shell }) {
            shell('b', sh`echo ${output}`);
          },
        }),
      ),
    ).toContain('GRAPH_FOREIGN_REF');
  });
  it('refuse the outer builder in a body, and the item outside', () => {
    expect(
      codes(() =>
        flow({
          name: 'loops',
          steps({ shell, forEach }) {
            const list = shell('list', 'x', { outputs: { ids: z.array(z.string()) } });
            let kept: unknown;
            forEach('loop', { over: list.output('ids') }, (_, item) => {
              kept = item;
              shell('inside', 'x');
            });
            shell(
              'after',
              sh`echo ${erased<typeof list extends never ? never : ReturnType<typeof list.output<'stdout'>>>(kept)}`,
            );
          },
        }),
      ),
    ).toEqual(expect.arrayContaining(['GRAPH_FOREIGN_REF', 'CONTEXT_UNAVAILABLE']));
  });
});

describe('a description', () => {
  it('is synchronous', () => {
    expect(codes(() => flow(erased({ name: 'later', async steps() {} })))).toEqual([
      'WORKFLOW_INVALID',
    ]);
  });
});

describe('ids', () => {
  it('repeat with a number in a flow', () => {
    const plan = flow({
      name: 'twice',
      steps({ step }) {
        step(lint);
        step(lint);
        step(lint);
      },
    }).plan();
    expect(plan.steps.map((each) => each.id)).toEqual(['lint', 'lint-2', 'lint-3']);
  });
  it('must be given for a repeat in an automation, and all findings come at once', () => {
    expect(
      codes(() =>
        automation({
          name: 'dup',
          jobs({ job }) {
            job(lint);
            job(lint);
            job(build, { id: 'Not Kebab' });
          },
        }),
      ),
    ).toEqual(['GRAPH_DUPLICATE_ID', 'NAME_INVALID']);
  });
  it('are names', () => {
    expect(codes(() => workflowName(erased<'x'>('Nightly Build')))).toEqual(['NAME_INVALID']);
    expect(codes(() => task({ name: 'none', run() {} }))).toEqual(['NAME_INVALID']);
    expect(codes(() => flow({ name: 'validate', steps() {} }))).toEqual(['NAME_INVALID']);
  });
});

describe('expressions', () => {
  it('have no value before the run', () => {
    for (const use of [
      () => `${erased<string>(github.ref)}`,
      () => erased<number>(github.runNumber) + 1,
      () => JSON.stringify(github.ref),
      () => String(github.ref),
    ]) {
      expect(codes(use)).toEqual(['EXPR_COERCED']);
    }
    expect(codes(() => status.always.and(erased(true)))).toEqual(['EXPR_COERCED']);
    expect(codes(() => not(erased(false)))).toEqual(['EXPR_COERCED']);
    expect(
      codes(() =>
        automation({
          name: 'coerced',
          jobs({ job }) {
            job(lint, { when: erased(true) });
          },
        }),
      ),
    ).toEqual(['EXPR_COERCED']);
  });
  it('print as GitHub writes them', () => {
    const plan = automation({
      name: 'prints',
      jobs({ job }) {
        job(lint, { when: and(status.notFailed, github.refName.eq("it's")) });
      },
    }).plan();
    expect(plan.steps[0]?.when).toBe("!failure() && !cancelled() && github.ref_name == 'it''s'");
  });
  it('of inputs are known by name', () => {
    expect(
      codes(() =>
        flow({
          name: 'named',
          inputs: z.object({ repo: z.string() }),
          steps(_, inputs) {
            erased<Record<string, unknown>>(inputs)['rep'];
          },
        }),
      ),
    ).toEqual(['INPUT_INVALID']);
  });
  it('fence untrusted text in a prompt', () => {
    const plan = flow({
      name: 'fenced',
      steps({ llm }) {
        llm('ask', { prompt: text`Read ${fence(github.issue.title)}` });
      },
    }).plan();
    expect(plan.steps[0]?.run).toMatchObject({
      prompt: "Read ${{ format('<untrusted>{0}</untrusted>', toJSON(github.event.issue.title)) }}",
    });
  });
});

describe('commands', () => {
  const lower = (command: ReturnType<typeof sh>) =>
    flow({
      name: 'cmd',
      steps({ shell }) {
        shell('a', command);
      },
    }).plan().steps[0]?.run;
  it('take values from variables, quoted for their place', () => {
    expect(lower(sh`echo ${github.ref} "at ${github.sha}" ${github.ref}`)).toMatchObject({
      command: 'echo "$FROM_GITHUB_REF" "at ${FROM_GITHUB_SHA}" "$FROM_GITHUB_REF"',
      env: { FROM_GITHUB_REF: '${{ github.ref }}', FROM_GITHUB_SHA: '${{ github.sha }}' },
    });
  });
  it.each([
    ['single quotes', () => sh`echo '${github.ref}'`],
    ['arithmetic', () => sh`echo $((1 + ${github.runNumber}))`],
    ['backticks', () => sh`echo ${'x'} \`cat ${github.ref}\``],
    ['a nested interpreter', () => sh`bash -c "echo ${github.ref}"`],
    ['eval', () => sh`eval echo ${github.ref}`],
    ['a quoted here-document', () => sh`cat <<'END'\n${github.ref}\nEND`],
  ])('refuse values in %s', (_, command) => {
    expect(codes(() => lower(command()))).toEqual(['EXPR_INVALID']);
  });
  it('take values in substitutions, and as arguments of an interpreter', () => {
    expect(
      lower(sh`echo "$(basename ${github.ref})"; bash -c 'echo "$1"' _ ${github.ref}`),
    ).toMatchObject({
      command: `echo "$(basename "$FROM_GITHUB_REF")"; bash -c 'echo "$1"' _ "$FROM_GITHUB_REF"`,
    });
  });
});

describe('schemas', () => {
  it('are portable or refused with the place', () => {
    expect(
      toPortableSchema(
        z.object({
          a: z.string().min(1).describe('x'),
          b: z.int().default(3),
          c: z.enum(['x', 'y']).optional(),
        }),
      ),
    ).toEqual({
      type: 'object',
      properties: {
        a: { description: 'x', type: 'string', minLength: 1 },
        b: { type: 'integer', default: 3 },
        c: { type: 'string', enum: ['x', 'y'] },
      },
      required: ['a'],
    });
    for (const schema of [
      z.string().transform(Number),
      z.string().refine(Boolean),
      z.date(),
      z.map(z.string(), z.string()),
      z.set(z.string()),
      z.custom<string>(),
      z.coerce.number(),
      z.string().trim(),
      z.number().default(() => Math.random()),
    ]) {
      expect(codes(() => toPortableSchema(erased(z.object({ deep: schema }))))).toEqual([
        'SCHEMA_NOT_PORTABLE',
      ]);
    }
  });
  it('of the outputs of tasks take what has a codec; those of workflows do not', () => {
    const rich = task({
      name: 'rich',
      outputs: { day: z.date(), ages: z.map(z.string(), z.bigint()).nullable() },
      run() {},
    });
    const plan = flow({ name: 'rich-flow', steps: ({ step }) => void step(rich) }).plan();
    expect(plan.steps[0]?.outputs).toMatchObject({
      day: { type: 'string', 'x-sluice-codec': 'date' },
      ages: { anyOf: [{ 'x-sluice-codec': 'map' }, { type: 'null' }] },
    });
    expect(
      codes(() =>
        flow({ name: 'dated', inputs: z.object({ day: z.date() }), steps() {} } as never).plan(),
      ),
    ).toEqual(['SCHEMA_NOT_PORTABLE']);
  });
  it('of artifacts live in a zod object', () => {
    const schema = z.object({ wheel: artifact(), other: z.optional(artifact()) });
    expect(schema.parse({ wheel: 'a.whl' })).toEqual({ wheel: 'a.whl' });
    expect(schema.safeParse({ wheel: 1 }).error?.issues[0]).toMatchObject({ path: ['wheel'] });
    expect(schema.safeParse({}).success).toBe(false);
    expect(toPortableSchema(schema)).toMatchObject({ required: ['wheel'] });
  });
  it('of nothing take nothing', () => {
    expect(lint.inputs.parse({ extra: 1 })).toEqual({});
    expect(z.object({ inner: lint.inputs }).safeParse({ inner: 1 }).success).toBe(false);
  });
});

describe('jobs', () => {
  it('with an approval have a gate in front', () => {
    const plan = automation({
      name: 'gated',
      jobs({ job }) {
        const a = job(build);
        job(lint, { needs: [a], approval: { acceptors: ['ana'] } });
      },
    }).plan();
    expect(plan.steps.map((each) => [each.id, each.needs ?? []])).toEqual([
      ['build', []],
      ['lint-approval', ['build']],
      ['lint', ['build', 'lint-approval']],
    ]);
  });
  it('refuse a matrix that is not theirs', () => {
    const cells = matrix({ os: ['a'] });
    expect(
      codes(() =>
        automation({
          name: 'cells',
          jobs({ job }) {
            job(lint, { runsOn: cells.get('os') });
          },
        }),
      ),
    ).toContain('CONTEXT_UNAVAILABLE');
  });
});

describe('an app', () => {
  it('reaches tasks through calls and automations, and shares no name', () => {
    const ci = automation({
      name: 'ci',
      jobs({ job }) {
        const b = job(build);
        job(check, { inputs: { wheel: b.artifact('wheel') } });
      },
    });
    const made = app({ entryPoint: './run', commands: { All: [lint] }, automations: [ci] });
    expect([...tasksOf(made).keys()].sort()).toEqual(['build', 'check', 'lint']);
    expect([...appDefinitions(made).hidden].sort()).toEqual(['build', 'check']);
    const twin = flow({
      name: 'lint',
      steps({ shell }) {
        shell('a', format('x') && 'x');
      },
    });
    expect(codes(() => app({ entryPoint: './run', commands: { All: [lint, twin] } }))).toEqual([
      'NAME_TAKEN',
    ]);
  });
});
