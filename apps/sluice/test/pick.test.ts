import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appFile, project } from './project.ts';
import { pty, terminal } from './terminal.ts';

const shop = appFile(
  `const lint = task({ name: 'lint', description: 'Look at every line', run: () => undefined });
const note = async (workspace: string, text: string) => (await import('node:fs')).appendFileSync(workspace + '/ledger', text + '\\n');
const deploy = task({ name: 'deploy', inputs: z.object({ environment: z.enum(['dev', 'prod']), count: z.number().int().max(3), note: z.string().optional() }),
  run: ({ inputs, workspace }) => note(workspace, inputs.environment + inputs.count) });
const write = task({ name: 'write', outputs: ['text'], run: async ({ workspace }) => { await note(workspace, 'written'); return { text: 'the draft' }; } });
const release = automation({ name: 'release', jobs({ job }) {
  const written = job(write);
  const accepted = job.gate('accept', { review: written.output('text'), acceptors: ['role:editor'] });
  job(deploy, { inputs: { environment: 'prod', count: 1 }, needs: [accepted] });
} });`,
  'lint, deploy',
  'release',
);
const shown = (words: string) => (screen: string) => screen.includes(words);

describe.skipIf(pty === undefined)('a person at a terminal', () => {
  const start = (args: readonly string[] = []) => {
    const { folder } = project({ 'sluice.ts': shop });
    const term = terminal(args, { cwd: folder, columns: 80, rows: 24 });
    const ledger = () => readFileSync(join(folder, 'ledger'), 'utf8');
    return { term, ledger };
  };

  test('chooses a command by number or name, gives what it needs, and sees the command', async () => {
    const { term, ledger } = start();
    await term.until('the question', shown('Enter for none) '));
    expect(term.screen().join('\n').trimEnd()).toBe(
      'Work\n  1  lint     Look at every line\n  2  deploy   task\n\nAutomations\n  3  release  automation\n\nWhich one? (number or name, Enter for none)',
    );
    term.type('deplyo\r');
    await term.until('a suggestion', shown('Did you mean `deploy`?'));
    term.type('2\r');
    await term.until('the first input', shown('--environment  (dev, prod)'));
    term.type('prd\r');
    await term.until('what is wrong', shown('`prd` is not a choice of `--environment`'));
    term.type('prod\r');
    await term.until('the second input', shown('--count  (a whole number, at most 3)'));
    term.type('7\r');
    await term.until('what fits', shown('expected at most 3'));
    term.type('2\r');
    expect(await term.ended).toEqual({ code: 0 });
    expect(term.everything().join('\n')).toContain('$ sluice deploy --environment=prod --count=2');
    expect(ledger()).toBe('prod2\n');
  });

  test('chooses nothing', async () => {
    const { term } = start();
    await term.until('the question', shown('Which one?'));
    term.type('\r');
    expect(await term.ended).toEqual({ code: 0 });
    expect(term.screen().at(-1)).toBe('Nothing was run; sluice --help says more.');
  });

  test('answers a gate between two pictures of the live tree', async () => {
    const { term, ledger } = start(['release']);
    await term.until('the question', shown('Accept? [y/n]'));
    expect(term.screen().join('\n')).toContain('waits for role:editor\n  │ the draft\n');
    expect(ledger()).toBe('written\n');
    term.type('y\r');
    expect(await term.ended).toEqual({ code: 0 });
    expect(term.isSane()).toBe(true);
    expect(ledger()).toBe('written\nprod1\n');
  });

  test('interrupts at a gate: the run is cancelled, and the terminal is as it was', async () => {
    const { term, ledger } = start(['release']);
    await term.until('the question', shown('Accept? [y/n]'));
    term.type('\u0003');
    expect(await term.ended).toEqual({ code: 130 });
    expect(term.everything().join('\n')).toContain(
      'The run was cancelled (SIGINT). Start anew: sluice release',
    );
    expect(term.isSane()).toBe(true);
    expect(ledger()).toBe('written\n');
  });
});

test('without a terminal, or in CI, sluice alone is its help', async () => {
  const made = project({ 'sluice.ts': shop });
  expect((await made.sluice([])).stdout).toContain('Usage: sluice [FLAGS] COMMAND [INPUTS]');
});
