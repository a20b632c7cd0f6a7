/** The gates inside of a step that is run by hand, put to whoever runs it. @module */
import type { Decision, OpenGate, StepKey } from '@sluice/core/run';

/** Asks somebody about a gate. Undefined when nobody answers; the signal says that no answer is wanted any longer. */
export type AskGate = (gate: OpenGate, signal: AbortSignal) => Promise<Decision | undefined>;

/** What {@link createGateQuestion} needs. */
export interface GateQuestionOptions {
  readonly ask: AskGate;
  /** The first gate that is open now; undefined while there is none, or something else goes on. */
  readonly open: () => OpenGate | undefined;
  /** Takes an answer. */
  readonly onAnswer: (step: StepKey, decision: Decision) => void;
  /** The question is over without one. */
  readonly onSilence: () => void;
  readonly onError: (error: unknown) => void;
}

/** One question at a time. */
export interface GateQuestion {
  /** Looks whether there is something to ask, and whether what was asked is still open. */
  update(): void;
  readonly isAsking: boolean;
  /** Asks no longer, and nothing more. */
  stop(): void;
}

/** Asks about open gates, one after the other, until somebody does not answer. */
export function createGateQuestion(options: GateQuestionOptions): GateQuestion {
  let asked: { readonly step: StepKey; readonly over: AbortController } | undefined;
  let isOver = false;
  return {
    get isAsking() {
      return asked !== undefined;
    },
    update() {
      const gate = options.open();
      // A deadline, or another process, was faster.
      if (asked !== undefined && gate?.step !== asked.step) asked.over.abort();
      if (asked !== undefined || gate === undefined || isOver) return;
      const over = new AbortController();
      asked = { step: gate.step, over };
      options.ask(gate, over.signal).then(
        (decision) => {
          asked = undefined;
          if (decision !== undefined) return options.onAnswer(gate.step, decision);
          isOver ||= !over.signal.aborted;
          options.onSilence();
        },
        (error: unknown) => {
          asked = undefined;
          isOver = true;
          options.onError(error);
        },
      );
    },
    stop() {
      isOver = true;
      asked?.over.abort();
    },
  };
}
