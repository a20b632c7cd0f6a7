/** The words after `sluice workflows` that change nothing. @module */
import type { SavedWorkflow } from '@sluice/core/run';
import { inputSpecs } from '../../argv/input-spec.ts';
import { describeInput } from '../../argv/input-words.ts';
import type { CliContext } from '../../context.ts';
import { libraryFolder, noticeOf } from '../../library/open-library.ts';
import { stripControl } from '../../text/display-width.ts';
import { printTable } from '../../text/table.ts';
import { columns } from '../help.ts';
import { typedName, type WorkflowsCommand } from './command.ts';

/** `list`, `show`, `search`, `history` and `path`. */
export const lookCommands: Readonly<Record<string, WorkflowsCommand>> = {
  list: {
    usage: '[--deleted]',
    takes: [0, 0],
    needs: '',
    takesDeleted: true,
    async run(_, library, context, { deleted }) {
      if (deleted) {
        return printWorkflows(
          await library.deleted(),
          context,
          'Nothing was deleted that is not there again.',
        );
      }
      const all = await library.list(noticeOf(context));
      printWorkflows(all, context, 'Nothing is saved yet: sluice save FILE --name=NAME');
    },
  },
  show: {
    usage: 'NAME',
    takes: [1, 1],
    needs: 'the name of a saved workflow',
    async run([name], library, context) {
      const saved = await library.load(typedName(name));
      const { stdout } = context.io;
      if (context.flags.json) stdout.write(`${JSON.stringify(saved)}\n`);
      else stdout.write(showText(saved, library.path(saved.name)));
    },
  },
  search: {
    usage: 'WORDS',
    takes: [1, Number.POSITIVE_INFINITY],
    needs: 'words to look for',
    async run(words, library, context) {
      const found = await library.search(words.join(' '), noticeOf(context));
      printWorkflows(found, context, 'Nothing that is saved holds all of these words.');
    },
  },
  history: {
    usage: 'NAME',
    takes: [1, 1],
    needs: 'the name of a saved workflow',
    async run([name], library, context) {
      const states = await library.history(typedName(name));
      const { stdout } = context.io;
      if (context.flags.json) {
        stdout.write(`${JSON.stringify(states)}\n`);
        return;
      }
      const rows = states.map(({ version, savedAt, planHash }) => [
        version,
        savedAt,
        planHash.slice(0, 12),
      ]);
      stdout.write(printTable(['VERSION', 'SAVED', 'PLAN'], rows, stdout.columns));
    },
  },
  path: {
    usage: '[NAME]',
    takes: [0, 1],
    needs: '',
    async run([name], library, context) {
      const path = name === undefined ? libraryFolder(context) : library.path(typedName(name));
      const { stdout } = context.io;
      stdout.write(`${context.flags.json ? JSON.stringify(path) : path}\n`);
    },
  },
};

function printWorkflows(
  workflows: readonly SavedWorkflow[],
  { io, flags }: CliContext,
  nothing: string,
): void {
  if (flags.json) {
    const rows = workflows.map(({ ir: _, ...facts }) => facts);
    io.stdout.write(`${JSON.stringify(rows)}\n`);
  } else if (workflows.length === 0) {
    io.stderr.write(`${nothing}\n`);
  } else {
    const rows = workflows.map(({ name, version, updatedAt, description }) => [
      name,
      version,
      updatedAt.slice(0, 10),
      stripControl(description),
    ]);
    const headings = ['NAME', 'VERSION', 'UPDATED', 'DESCRIPTION'];
    io.stdout.write(printTable(headings, rows, io.stdout.columns));
  }
}

function showText(saved: SavedWorkflow, path: string): string {
  const { name, description, version, createdAt, updatedAt, source, ir } = saved;
  const specs = inputSpecs(ir);
  const facts: [string, string][] = [
    ['Version', version],
    ['Created', createdAt],
    ['Updated', updatedAt],
    ...(source === undefined ? [] : [['Project', source] as [string, string]]),
    ['File', path],
  ];
  return [
    description === '' ? name : `${name}: ${stripControl(description)}`,
    '',
    ...facts.map(([word, value]) => `${word.padEnd(8)}${value}`),
    ...(specs.length === 0
      ? []
      : [
          '',
          'Inputs',
          ...columns(
            specs.map((spec) => [
              spec.name,
              `${describeInput(spec)}${spec.required ? ' [required]' : ''}`,
            ]),
          ),
        ]),
    '',
    'Steps',
    ...columns(ir.steps.map(({ id, run }) => [id, run.kind])),
    '',
  ].join('\n');
}
