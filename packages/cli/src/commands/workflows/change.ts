/** The words after `sluice workflows` that change the library. @module */
import type { CliContext } from '../../context.ts';
import { typedName, type WorkflowsCommand } from './command.ts';

/** `rm`, `restore` and `rename`. */
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
};

function say({ io, flags }: CliContext, facts: object, words: string): void {
  if (flags.json) io.stdout.write(`${JSON.stringify(facts)}\n`);
  else io.stderr.write(`${words}\n`);
}
