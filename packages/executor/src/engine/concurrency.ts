/** Concurrency groups of one engine: one holder, and one or several that wait. @module */
import type { RunId } from '@sluice/core/plan';
import type { StepKey } from '@sluice/core/run';

/** Who wants a group. */
export interface GroupMember {
  readonly run: RunId;
  readonly step?: StepKey;
  /** The group is theirs now. */
  readonly acquired: () => void;
  /** Somebody newer took their place. */
  readonly superseded: (by: RunId) => void;
}

/** The groups of one engine. */
export interface ConcurrencyGroups {
  ask(group: string, member: GroupMember, options: GroupOptions): void;
  /** A run or a step has ended: what it held or waited for is free. */
  release(run: RunId, step?: StepKey): void;
}
/** How a member queues. */
export interface GroupOptions {
  readonly cancelInProgress: boolean;
  readonly queue: 'single' | 'max';
}

interface Group {
  holder: GroupMember | undefined;
  waiting: GroupMember[];
}

/** Groups that nobody holds. */
export function createConcurrencyGroups(): ConcurrencyGroups {
  const groups = new Map<string, Group>();
  const same = (one: GroupMember | undefined, run: RunId, step: StepKey | undefined): boolean =>
    one !== undefined && one.run === run && one.step === step;
  const settle = (name: string, group: Group): void => {
    if (group.holder !== undefined) return;
    const next = group.waiting.shift();
    if (next === undefined) {
      groups.delete(name);
      return;
    }
    group.holder = next;
    next.acquired();
  };
  return {
    ask(name, member, options) {
      const group = groups.get(name) ?? { holder: undefined, waiting: [] };
      groups.set(name, group);
      if (same(group.holder, member.run, member.step)) return;
      if (group.waiting.some((one) => same(one, member.run, member.step))) return;
      if (options.queue === 'single') {
        for (const older of group.waiting.splice(0)) older.superseded(member.run);
      }
      group.waiting.push(member);
      if (options.cancelInProgress) group.holder?.superseded(member.run);
      settle(name, group);
    },
    release(run, step) {
      for (const [name, group] of [...groups]) {
        const ends = (one: GroupMember): boolean =>
          one.run === run && (step === undefined || one.step === step);
        group.waiting = group.waiting.filter((one) => !ends(one));
        if (group.holder !== undefined && ends(group.holder)) group.holder = undefined;
        settle(name, group);
      }
    },
  };
}
