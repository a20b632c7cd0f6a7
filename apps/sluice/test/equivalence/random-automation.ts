/** Automations with random needs, conditions, failures and tolerance, as text. */
import fc from 'fast-check';

/** A condition over the needs of a job, as it is written. */
type Condition = 'none' | 'always' | 'failure' | 'notFailed' | 'result' | 'output';

interface RandomJob {
  /** Picks among the jobs before it. */
  readonly needs: readonly number[];
  readonly fail: boolean;
  readonly tolerated: boolean;
  readonly condition: Condition;
}

const job: fc.Arbitrary<RandomJob> = fc.record({
  needs: fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 2 }),
  fail: fc.boolean(),
  tolerated: fc.boolean(),
  condition: fc.constantFrom<Condition>(
    'none',
    'none',
    'always',
    'failure',
    'notFailed',
    'result',
    'output',
  ),
});

/** Four to six jobs of an automation. */
export const randomJobs: fc.Arbitrary<readonly RandomJob[]> = fc.array(job, {
  minLength: 4,
  maxLength: 6,
});

/** The automation as TypeScript. */
export function automationText(name: string, jobs: readonly RandomJob[]): string {
  const lines = jobs.map(({ needs, fail, tolerated, condition }, index) => {
    const before = [...new Set(needs.filter(() => index > 0).map((pick) => `j${pick % index}`))];
    const [first] = before;
    const conditions: Readonly<Record<Condition, string | undefined>> = {
      none: undefined,
      always: 'status.always',
      failure: 'status.failure',
      notFailed: 'status.notFailed',
      result: first && `status.always.and(${first}.result.ne('success'))`,
      output: first && `${first}.output('heard').eq('<j0>')`,
    };
    const when = conditions[condition];
    const options = [
      `id: 'j${index}'`,
      `inputs: { said: ${first === undefined ? `'j${index}'` : `${first}.result`}, fail: ${fail} }`,
      `needs: [${before.join(', ')}]`,
      tolerated ? 'continueOnError: true' : undefined,
      when === undefined ? undefined : `when: ${when}`,
    ].filter((option) => option !== undefined);
    return `    const j${index} = job(work, { ${options.join(', ')} });`;
  });
  return `const ${name} = automation({\n  name: '${name}',\n  jobs({ job }) {\n${lines.join('\n')}\n  },\n});`;
}
