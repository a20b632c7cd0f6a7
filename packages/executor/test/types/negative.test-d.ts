// Mistakes in runs and engines that must be compile errors.

import { automation, flow } from '@sluice/core';
import {
  type Decision,
  decide,
  type Engine,
  evolve,
  initialState,
  type RunEvent,
  type RunStore,
  type StepKey,
  type WorkflowLibrary,
} from '@sluice/core/run';
import { runner } from '@sluice/executor';
import { z } from 'zod';

const buildPipeline = flow({
  name: 'build-pipeline',
  steps: ({ shell }) => ({ binary: shell('build', 'make').output('stdout') }),
});
const deploy = automation({
  name: 'deploy',
  inputs: z.object({ environment: z.enum(['dev', 'prod']) }),
  jobs() {},
});

// --- runs and engines
declare const engine: Engine;
declare const store: RunStore;
declare const library: WorkflowLibrary;
declare const event: RunEvent;
const decision: Decision = { decisionId: 'd', accepted: true, by: 'ana', reviewHash: 'h' };
// @ts-expect-error a key is made by stepKey
const key: StepKey = 'build';
// @ts-expect-error a decision says what was reviewed
const blind: Decision = { decisionId: 'd', accepted: true, by: 'ana' };
// @ts-expect-error logs are not events
event.type === 'step-output';
// @ts-expect-error only a failed attempt has an error
event.error;
// @ts-expect-error the state is opaque
initialState.steps;
// @ts-expect-error a fact has no place in the history yet
evolve(initialState, { type: 'paused', by: 'ana' });
// @ts-expect-error deciding takes the state alone
decide(initialState, Date.now());
// @ts-expect-error a run is named by an identity, not by text
engine.cancel('r1', 'ana');
// @ts-expect-error engines answer gates; only core decides
engine.decide(event.seq, decision);
// @ts-expect-error an engine takes plans, not flows
engine.start(buildPipeline);
// @ts-expect-error required inputs missing
runner(engine).start(deploy);
// @ts-expect-error wrong literal
runner(engine).start(deploy, { environment: 'staging' });
// @ts-expect-error a history is appended at a known place
store.append(runId, [{ type: 'paused', by: 'ana' }]);
// @ts-expect-error a name is checked first
library.load('nightly');
declare const runId: Parameters<Engine['get']>[0];
async () => {
  const outcome = await (await runner(engine).start(buildPipeline)).outcome();
  // @ts-expect-error only a completed run has outputs
  outcome.outputs;
  // @ts-expect-error undeclared output of the flow
  if (outcome.status === 'completed') outcome.outputs.binaries;
};
