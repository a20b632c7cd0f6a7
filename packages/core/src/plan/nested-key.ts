/**
 * Where a nested workflow is found. A file is named relative to the file that nests it; a run knows it by its path from
 * the outermost plan's folder, a saved workflow by its name.
 * @module
 */
import type { PlanWorkflow } from './plan.ts';

/** The name or path under which a run knows a nested workflow; undefined for one that is written out. */
export function nestedKey(workflow: PlanWorkflow, folder: string): string | undefined {
  return workflow.path === undefined ? workflow.name : joinPath(folder, workflow.path);
}

/** The folder of a nested plan, from its key: what it nests by path itself is relative to this. */
export function folderOfKey(key: string): string {
  const end = key.lastIndexOf('/');
  return end < 0 ? '' : key.slice(0, Math.max(end, 1));
}

/** A path from a folder, without `.` and, as far as it goes, without `..`. */
function joinPath(folder: string, path: string): string {
  const absolute = path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
  const parts: string[] = [];
  const whole = absolute || folder === '' ? path : `${folder}/${path}`;
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return (whole.startsWith('/') ? '/' : '') + parts.join('/');
}
