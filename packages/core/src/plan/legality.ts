/**
 * Which kind of step and which key is legal where, next to the table of contexts (`expression/contexts.ts`): what a job
 * of an automation can be on GitHub, and what a step of a flow's one job.
 * @module
 */
import type { Layout } from './expression/contexts.ts';
import { own } from './shape.ts';

/** Where a step of a plan stands on GitHub. The body of an iteration is as the graph around it. */
export type StepLayout = Exclude<Layout, 'body'>;

/** Why something is not legal: what to do instead. */
type Legality = Readonly<Partial<Record<StepLayout, string>>>;

const INTO_A_FLOW: Legality = { job: 'Put it into a flow, and let a job run the flow.' };

/** The kinds that come with Sluice. Those of packages are steps, as a shell command is. */
const KINDS: Readonly<Record<string, Legality>> = {
  task: {},
  workflow: {},
  shell: INTO_A_FLOW,
  script: INTO_A_FLOW,
  llm: INTO_A_FLOW,
  each: {},
  gate: {
    'flow-step': 'Put the gate into an automation: there it is a job with an environment.',
  },
};

/** The keys of a step that are not legal everywhere. */
const KEYS: Readonly<Record<'placement', Legality>> = {
  placement: { 'flow-step': 'Make it a job of an automation.' },
};

/** What to do with a step of a kind that cannot stand there; undefined where it can. */
export function kindRefusal(kind: string, layout: StepLayout): string | undefined {
  return (own(KINDS, kind) ?? INTO_A_FLOW)[layout];
}

/** What to do with a key that a step cannot have there; undefined where it can. */
export function keyRefusal(key: 'placement', layout: StepLayout): string | undefined {
  return KEYS[key][layout];
}
