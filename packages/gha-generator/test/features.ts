/** Every feature, each with the file that is generated for it. */
import { flows } from './features/flows.ts';
import { graph } from './features/graph.ts';
import { values } from './features/values.ts';

export const features: Readonly<Record<string, Parameters<typeof generate>[0]>> = {
  ...flows,
  ...graph,
  ...values,
};

import type { generate } from '../src/index.ts';
