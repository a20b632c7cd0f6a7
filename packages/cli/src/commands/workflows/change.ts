/** The words after `sluice workflows` that change the library. @module */
import type { CliContext } from '../../context.ts';
import { copyWorkflows, namesNested, vendoredLibrary } from '../../library/vendored.ts';
import { Problems } from '../../problem.ts';
import { openProject } from '../../project/open.ts';
import { typedName, type WorkflowsCommand } from './command.ts';

/** `rm`, `restore`, `rename` and `vendor`. */
export const changeCommands: Readonly<Record<string, WorkflowsCommand>> = {
  rm: {
    usage: 'NAME…',
    takes: [1, Number.POSITIVE_INFINITY],
    needs: 'the name of a saved workflow',
    async run(names, library, context) {
      for (const name of names) {
        await library.delete(typedName(name));
        say(context, { deleted: name }, `Deleted \`${name}\`: sluice workflows restore ${name}`);
      }
    },
  },
  restore: {
    usage: 'NAME [VERSION]',
    takes: [1, 2],
    needs: 'the name of a workflow that was saved',
    async run([name, version], library, context) {
      const saved = await library.restore(typedName(name), version);
      const path = library.path(saved.name);
      say(
        context,
        { name: saved.name, version: saved.version, path },
        `Restored \`${saved.name}\`, version ${saved.version}.`,
      );
    },
  },
  rename: {
    usage: 'NAME NEW-NAME',
    takes: [2, 2],
    needs: 'two names, the old one and the new one',
    async run([from, to], library, context) {
      await library.rename(typedName(from), typedName(to));
      say(context, { name: to, was: from }, `\`${from}\` is now \`${to}\`: sluice run ${to}`);
    },
  },
  vendor: {
    usage: '',
    takes: [0, 0],
    needs: '',
    async run(_, library, context) {
      const { loaded, commands } = await openProject(context);
      if (loaded === undefined) {
        throw new Problems({
          code: 'APP_NOT_FOUND',
          message: 'There is no sluice.ts in this folder or above it.',
          hint: 'Go to the project that uses saved workflows, or pass --file.',
        });
      }
      const plans = [...commands.values()].map((each) => each.plan());
      const names = await namesNested(plans, library);
      const kept = vendoredLibrary(loaded.file);
      const copied = await copyWorkflows(names, library, kept);
      const all = names.length === 1 ? '1 workflow' : `${names.length} workflows`;
      say(
        context,
        { used: names, copied },
        names.length === 0
          ? 'No workflow of this project nests a saved one.'
          : `This project uses ${all}; copied: ${copied.join(', ') || 'none, they are here already'}.`,
      );
    },
  },
};

function say({ io, flags }: CliContext, facts: object, words: string): void {
  if (flags.json) io.stdout.write(`${JSON.stringify(facts)}\n`);
  else io.stderr.write(`${words}\n`);
}
