/** What a step does, in a few words. @module */
import type { PlanStep } from '@sluice/core/plan';

/** `task build`, `$ npm test`, `waits for ana`. */
export function doing({ run }: PlanStep): string {
  switch (run.kind) {
    case 'task':
      return `task ${run.task}`;
    case 'shell':
      return `$ ${run.command.trim().replace(/\s*\n\s*/g, '; ')}`;
    case 'script':
      return run.file === undefined ? `${run.language} script` : `${run.language} ${run.file}`;
    case 'workflow':
      return `workflow ${run.name ?? run.path ?? run.plan?.name ?? ''}`;
    case 'gate':
      return `waits for ${run.acceptors.join(' or ')}`;
    case 'each':
      return `for each ${run.loop} of ${run.over.replace(/^\$\{\{\s*|\s*\}\}$/g, '')}`;
    case 'llm':
      return 'asks a model';
    default:
      return (run as { readonly kind: string }).kind;
  }
}
