/**
 * Describe workflows: tasks, flows, automations and what they are made of. Builders receive symbols only; a value
 * exists only when a plan runs. What is described here becomes a plan (`@sluice/core/plan`), and a plan becomes a
 * run (`@sluice/core/run`).
 * @module
 */
export { app } from './describe/app.ts';
