/** Where the programs are that this package starts itself, and how Node starts them. @module */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Source runs from source: the child then needs the export condition that leads to it. */
const FROM_SOURCE: boolean = import.meta.url.endsWith('.ts');
const CONDITION = '--conditions=@sluice/source';

/** The arguments of Node that start the step runner. */
export function stepRunnerArgs(): readonly string[] {
  return entryArgs('step-runner');
}

/** The arguments of Node that start one of our own processes, which lie beside the index. */
export function entryArgs(name: string): readonly string[] {
  const kind = extname(import.meta.url);
  const entry = new URL(`${FROM_SOURCE ? '..' : '.'}/${name}${kind}`, import.meta.url);
  return [
    ...(FROM_SOURCE || process.execArgv.includes(CONDITION) ? [CONDITION] : []),
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(entry),
  ];
}
