import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Acts, type Session, session, shellPlan } from './support/session.ts';

const gated = (onReject: unknown = 'fail', more: object = {}) =>
  shellPlan({
    draft: {
      command: 'echo drafted >> ledger; printf "text=draft %s\\n" "$SAID" >> "$GITHUB_OUTPUT"',
      env: { SAID: '${{ rework.comment }}' },
      outputs: { text: { type: 'string' } },
    },
    review: {
      run: {
        kind: 'gate',
        review: '${{ steps.draft.outputs.text }}',
        acceptors: ['role:editor'],
        onReject,
        ...more,
      },
      needs: ['draft'],
    },
    publish: { command: 'echo published >> ledger', needs: ['review'] },
  });

/** Does one thing after the other, each when its text has appeared once more. */
const script = (...steps: readonly (readonly [string, (act: Acts) => void])[]) => {
  let from = 0;
  let at = 0;
  return (text: string, act: Acts): void => {
    const step = steps[at];
    const found = step === undefined ? -1 : text.indexOf(step[0], from);
    if (step === undefined || found < 0) return;
    from = found + step[0].length;
    at++;
    step[1](act);
  };
};
const type = (text: string) => (act: Acts) => act.type(`${text}\n`);
const ledger = (made: Session) =>
  existsSync(join(made.folder, 'ledger')) ? made.read('ledger').trim().split('\n') : [];

describe('a gate in the terminal', () => {
  const run = (made: Session, onStderr: ReturnType<typeof script>, ...flags: string[]) =>
    made.sluice(['run', 'plan.json', '--log-order=stream', ...flags], { terminal: true, onStderr });

  test('shows what is reviewed and who may answer; y lets the run go on', async () => {
    const made = session({ 'plan.json': gated() });
    const ended = await run(made, script(['[y/n]', type('y')]));
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain(
      '? review waits for role:editor\n  │ draft\n  y accepts; n fails the run; a comment may follow either.\n  Accept? [y/n] ',
    );
    expect(ended.stderr).toMatch(/Accepted by .+ as editor\./);
    expect(ledger(made)).toEqual(['drafted', 'published']);
  });

  test('one of a workflow that is nested by its file is asked, too', async () => {
    const call = { run: { kind: 'workflow', path: 'gated.json', inputs: {} } };
    const made = session({ 'plan.json': shellPlan({ call }), 'gated.json': gated() });
    const ended = await run(made, script(['[y/n]', type('y')]));
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('? call/review waits for role:editor\n');
    expect(ledger(made)).toEqual(['drafted', 'published']);
  });

  test('n fails the run with the comment', async () => {
    const made = session({ 'plan.json': gated() });
    const ended = await run(
      made,
      script(['[y/n]', type('perhaps')], ['[y/n]', type('n')], ['Why?', type('too short')]),
    );
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('It is y or n, and then a comment.');
    expect(ended.stderr).toMatch(/too short\s+\[GATE_REJECTED\]/);
    expect(ledger(made)).toEqual(['drafted']);
  });

  test('a rework runs the named steps again with the comment, and asks again', async () => {
    const made = session({ 'plan.json': gated({ rework: ['draft'], max: 2 }) });
    const ended = await run(
      made,
      script(['[y/n]', type('n more numbers')], ['│ draft more numbers', type('yes fine')]),
      '--json',
    );
    expect(ended.code).toBe(0);
    const decisions = ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; step: string; decision?: object })
      .filter((event) => event.type === 'gate-answered');
    expect(decisions).toMatchObject([
      { step: 'review', decision: { accepted: false, comment: 'more numbers', role: 'editor' } },
      { step: 'review@2', decision: { accepted: true, comment: 'fine' } },
    ]);
    expect(ledger(made)).toEqual(['drafted', 'drafted', 'published']);
  });

  test('an interruption at the question cancels the run', async () => {
    const made = session({ 'plan.json': gated() });
    const ended = await run(made, script(['[y/n]', (act) => act.interrupt()]));
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain(
      'The run was cancelled (SIGINT). Start anew: sluice run plan.json --log-order=stream\n',
    );
    expect(ledger(made)).toEqual(['drafted']);
  });

  test('the end of the input leaves the gate without an answer: exit 3, and what to do', async () => {
    const made = session({ 'plan.json': gated() });
    const ended = await run(made, script(['[y/n]', (act) => act.end()]));
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('Nobody answered `review`');
    expect(ledger(made)).toEqual(['drafted']);
  });

  test('a deadline answers while the question stands', async () => {
    const deadline = { afterMs: 20, decision: 'accept' };
    const made = session({ 'plan.json': gated('fail', { deadline }) });
    const ended = await run(made, script());
    expect(ended.code).toBe(0);
    expect(ledger(made)).toEqual(['drafted', 'published']);
  });

  test('the text of a reviewed artifact is shown, without what could steer the terminal', async () => {
    const made = session({ 'note.txt': 'line one\n\u001b[2Jline two\n' });
    const review = `${made.folder}/note.txt`;
    made.write(
      'plan.json',
      JSON.stringify(
        shellPlan({
          ok: { run: { kind: 'gate', review, acceptors: ['role:a'], onReject: 'fail' } },
        }),
      ),
    );
    const ended = await run(made, script(['[y/n]', type('y')]));
    expect(ended.stderr).toContain('│ <folder>/note.txt\n  │ \n  │ line one\n  │ line two\n');
  });
});

describe('who may answer', () => {
  const named = shellPlan({
    ok: { run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' } },
  });

  test('a name is one that git knows the user by', async () => {
    const made = session({ 'plan.json': named });
    execFileSync('git', ['init', '-q'], { cwd: made.folder });
    execFileSync('git', ['config', 'github.user', 'ana'], { cwd: made.folder });
    const ended = await made.sluice(['run', 'plan.json'], {
      terminal: true,
      onStderr: script(['[y/n]', type('y')]),
    });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('Accepted by ana.');
  });

  test('somebody else is told before anything runs', async () => {
    const ended = await session({ 'plan.json': named }).sluice(['run', 'plan.json'], {
      terminal: true,
    });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('error[ACCEPTOR_REFUSED]: Nobody here may answer `ok`');
  });
});

describe('without a terminal', () => {
  test.each([
    ['no terminal', {}],
    ['CI', { terminal: true, env: { CI: 'true' } }],
  ])('%s: the run is refused before anything runs', async (_, options) => {
    const made = session({ 'plan.json': gated() });
    const ended = await made.sluice(['run', 'plan.json'], options);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(
      'error[GATE_UNANSWERED]: The gate `review` waits for role:editor',
    );
    expect(ledger(made)).toEqual([]);
  });

  test('a gate of a workflow that is nested by its file is known beforehand', async () => {
    const call = { run: { kind: 'workflow', path: 'gated.json', inputs: {} } };
    const made = session({ 'plan.json': shellPlan({ call }), 'gated.json': gated() });
    const ended = await made.sluice(['run', 'plan.json']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('error[GATE_UNANSWERED]: The gate `review`');
    expect(ledger(made)).toEqual([]);
  });

  test('a gate that does not open, and one with a deadline, need nobody', async () => {
    const skipped = shellPlan({
      ok: {
        run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' },
        when: "github.ref_name == 'nowhere'",
      },
      after: { command: 'echo after >> ledger' },
    });
    const made = session({
      'plan.json': skipped,
      'timed.json': gated('fail', { deadline: { afterMs: 1, decision: 'accept' } }),
    });
    expect((await made.sluice(['run', 'plan.json'])).code).toBe(0);
    expect((await made.sluice(['run', 'timed.json'])).code).toBe(0);
    expect(ledger(made)).toEqual(['after', 'drafted', 'published']);
  });
});
