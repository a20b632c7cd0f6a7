/** Actions are pinned to commits: `uses` names what the lock says, with the tag as a comment. @module */
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
  /** What of it no pin was there for, and stands in the files with its tag. */
  readonly unpinned: ReadonlySet<string>;
  pin(uses: string): Maybe<string>;
}

const SHA = /@[0-9a-f]{40}$/;

/** A pinner for some pins. */
export function createPinner(pins: ActionPins): Pinner {
  const asked = new Set<string>();
  const unpinned = new Set<string>();
  return {
    asked,
    unpinned,
    pin(uses) {
      const at = uses.lastIndexOf('@');
      if (SHA.test(uses) || uses.startsWith('./') || uses.startsWith('docker://')) return uses;
      asked.add(uses);
      const pin = Object.hasOwn(pins, uses) ? pins[uses] : undefined;
      if (pin?.sha !== undefined) return new Noted(`${uses.slice(0, at)}@${pin.sha}`, pin.tag);
      if (pin === undefined) unpinned.add(uses);
      return pin === undefined ? uses : `${uses.slice(0, at)}@${pin.tag}`;
    },
  };
}
