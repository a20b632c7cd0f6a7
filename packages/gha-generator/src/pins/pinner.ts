/** Actions are pinned to commits: `uses` names what the lock says, with the tag as a comment. @module */
import type { Findings } from '../findings.ts';
import { Noted } from '../model/noted.ts';
import type { Maybe } from '../model/workflow.ts';

/** The commit of an action's tag. */
export interface ActionPin {
  /** The tag, for people: `v7.0.1`. */
  readonly tag: string;
  /** The commit that the tag stood for, 40 hexadecimal digits; without one the tag itself is used. */
  readonly sha?: string | undefined;
}

/** Pins by action and requested tag: `actions/checkout@v7`. */
export type ActionPins = Readonly<Record<string, ActionPin>>;

/** Turns `owner/name@tag` into what is written behind `uses`. */
export interface Pinner {
  /** What was asked for so far, as `owner/name@tag`. */
  readonly asked: ReadonlySet<string>;
  pin(uses: string): Maybe<string>;
}

const SHA = /@[0-9a-f]{40}$/;

/** A pinner for some pins; each action without one is reported once. */
export function createPinner(pins: ActionPins, findings: Findings): Pinner {
  const asked = new Set<string>();
  return {
    asked,
    pin(uses) {
      const at = uses.lastIndexOf('@');
      if (SHA.test(uses) || uses.startsWith('./') || uses.startsWith('docker://')) return uses;
      asked.add(uses);
      const pin = Object.hasOwn(pins, uses) ? pins[uses] : undefined;
      if (pin?.sha !== undefined) return new Noted(`${uses.slice(0, at)}@${pin.sha}`, pin.tag);
      if (pin === undefined) {
        findings.add({
          code: 'GHA_UNSUPPORTED',
          severity: 'warning',
          message: `The action \`${uses}\` is not pinned to a commit.`,
          hint: 'Pin it: sluice gha pin. Whoever moves a tag changes what your workflows run.',
        });
      }
      return pin === undefined ? uses : `${uses.slice(0, at)}@${pin.tag}`;
    },
  };
}
