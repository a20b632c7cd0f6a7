/** Every feature, each with the file that is generated for it. */
import type { generate } from '../src/index.ts';
import { flows } from './features/flows.ts';
import { graph } from './features/graph.ts';
import { legs } from './features/legs.ts';
import { machines } from './features/machines.ts';
import { callsSaved } from './features/saved.ts';
import { triggers } from './features/triggers.ts';
import { values } from './features/values.ts';

export const features: Readonly<Record<string, Parameters<typeof generate>[0]>> = {
  ...graph,
  ...values,
  ...triggers,
  ...machines,
  ...legs,
  ...flows,
  ...callsSaved,
};
