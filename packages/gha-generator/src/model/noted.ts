/** Values with a comment. @module */

/** A value of a workflow file, and what the file says about it behind a `#`. */
export class Noted<T> {
  readonly value: T;
  readonly comment: string;

  constructor(value: T, comment: string) {
    this.value = value;
    this.comment = comment;
  }
}
