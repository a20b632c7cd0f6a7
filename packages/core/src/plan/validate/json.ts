/** Is it JSON at all? Everything after this check may recurse. @module */
import { MAX_DEPTH } from '../depth.ts';
import type { Findings } from './findings.ts';

/** Reports what no JSON can say (functions, `NaN`, cycles, class instances) and what is too deep. False when something was found. */
export function checkJson(root: unknown, findings: Findings): boolean {
  const path: (string | number)[] = [];
  const open = new Set<object>();
  let fine = true;
  const report = (message: string): void => {
    fine = false;
    findings.add('WORKFLOW_INVALID', message, path, { hint: 'A plan holds JSON only.' });
  };
  const visit = (value: unknown): void => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return;
      case 'number':
        if (!Number.isFinite(value)) report(`\`${value}\` is not JSON.`);
        return;
      case 'object': {
        if (value === null) return;
        if (open.has(value)) return report('This value contains itself.');
        if (path.length >= MAX_DEPTH) {
          return report(`This is nested more than ${MAX_DEPTH} levels deep.`);
        }
        open.add(value);
        if (Array.isArray(value)) {
          for (let at = 0; at < value.length; at++) step(at, value[at]);
        } else {
          const prototype: unknown = Object.getPrototypeOf(value);
          // Another realm has an Object.prototype of its own; its prototype is null all the same.
          if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
            report('An instance of a class is not JSON.');
          } else {
            for (const key of Object.keys(value)) {
              const property = (value as Record<string, unknown>)[key];
              if (property !== undefined) step(key, property);
            }
          }
        }
        open.delete(value);
        return;
      }
      default:
        report(`A value of type \`${typeof value}\` is not JSON.`);
    }
  };
  const step = (key: string | number, value: unknown): void => {
    path.push(key);
    visit(value);
    path.pop();
  };
  visit(root);
  return fine;
}
