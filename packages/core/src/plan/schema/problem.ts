/** Findings about schemas and about values against them. @module */

/** A place in a JSON value: keys and indexes from the top. */
export type JsonPath = readonly (string | number)[];

/** One finding: where, what, and perhaps what to do. */
export interface SchemaProblem {
  readonly path: JsonPath;
  readonly message: string;
  readonly hint?: string;
}

/** A place as people read it: `files[0].name`; empty for the top. */
export function printPath(path: JsonPath): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(segment)) text += text === '' ? segment : `.${segment}`;
    else text += `[${JSON.stringify(segment)}]`;
  }
  return text;
}
