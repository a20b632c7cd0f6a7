/**
 * Gates: steps that wait for a person's decision. The same in flows and automations.
 * @module
 */

import type { Duration } from '../plan/names.ts';
import type { Expr } from './expr.ts';

/**
 * What a rejection does: fails the run, skips what needs the gate, lets it go on (look at `accepted`),
 * or runs the named steps again with the comment, at most `max` times.
 */
export type OnReject<S> =
  | 'fail'
  | 'skip'
  | 'continue'
  | { readonly rework: readonly S[]; readonly max: number };

/** The terms of a gate. `S` is what it may send back: steps in a flow, jobs in an automation. */
export interface GateTerms<S> {
  /** What the person looks at. A decision holds for exactly this content. */
  readonly review: Expr<unknown>;
  /** People and roles: `ana`, `role:product-owner`. At least one. */
  readonly acceptors: readonly [string, ...string[]];
  /** Default: `fail`. */
  readonly onReject?: OnReject<S>;
  /** Without an answer in time this decision is recorded. Without a deadline the gate waits for ever. */
  readonly deadline?: { readonly after: Duration; readonly decision: 'accept' | 'reject' };
}

/** A gate in front of one step, in short. In a plan it is a gate step of its own, `<id>-approval`, that the step needs. */
export type Approval<S> = Omit<GateTerms<S>, 'review'> & { readonly review?: Expr<unknown> };

/** What a gate leaves behind. */
export type GateOutputs = {
  accepted: boolean;
  comment: string | undefined;
  decidedBy: string;
  decidedAt: string;
};
