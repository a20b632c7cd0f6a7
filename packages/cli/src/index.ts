/**
 * The command line of Sluice as a library. Arguments become calls of core and of an engine; events and diagnostics
 * become text. It touches the outside only through {@link CliIo}, so that a test can stand in for a terminal.
 * @module
 */
export type { CliIo, CliOutput, CliTerminal, ProcessRun, StopListener } from './io.ts';
export { main } from './main.ts';
export type { CliCode, Problem } from './problem.ts';
export { findAppFile } from './project/find.ts';
export { frame, fullTree } from './view/frame.ts';
export { countResults } from './view/results.ts';
export type { TreeNode, TreeState } from './view/tree.ts';
