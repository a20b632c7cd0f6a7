/** Where checks put what they find. @module */
import type { Diagnostic, ErrorCode } from '../errors.ts';
import { didYouMean } from '../suggest.ts';

/** Segments of a JSON pointer into the plan. */
export type Path = readonly (string | number)[];

/** What a finding may say besides its code and message. */
export interface FindingOptions {
  readonly hint?: string | undefined;
  readonly severity?: 'error' | 'warning';
}

/** Collects diagnostics. The same finding at the same place counts once. */
export class Findings {
  readonly #seen = new Set<string>();
  readonly #list: Diagnostic[] = [];
  #budget = 2_000_000;

  add(code: ErrorCode, message: string, path: Path, options: FindingOptions = {}): void {
    const key = JSON.stringify([code, message, path]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#list.push({
      code,
      severity: options.severity ?? 'error',
      message,
      ...(options.hint !== undefined && { hint: options.hint }),
      path: [...path],
    });
  }

  /** {@link didYouMean} as long as it is affordable: a plan in which everything is wrong gets the first hints only. */
  suggest(name: string, candidates: ReadonlyMap<string, unknown>): string | undefined {
    this.#budget -= candidates.size;
    return this.#budget < 0 ? undefined : didYouMean(name, candidates.keys());
  }

  /** What was found, in the order of the checks. */
  list(): readonly Diagnostic[] {
    return this.#list;
  }
}
