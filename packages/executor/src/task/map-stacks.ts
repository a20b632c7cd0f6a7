/**
 * Stacks that name the files a project was bundled from. Node does the same for a file with a `sourceMappingURL`, but
 * reads its map at every start; here it is read when the first stack is.
 * @module
 */
import { readFileSync } from 'node:fs';
import { findSourceMap, SourceMap, setSourceMapsSupport } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where a bundle keeps its source map: beside it. `file` is its path or its name. */
export function mapFileOf(file: string): string {
  return `${file}.map`;
}

/**
 * From now on stacks show the places in the files that the module, a file URL, was made from. What else has a source map
 * of its own keeps it, and so does whoever prepares stacks in a way of its own.
 */
export function mapStacks(module: string): void {
  setSourceMapsSupport(true, { nodeModules: false });
  const prepare = Error.prepareStackTrace ?? printStack;
  const mapOf = memoised((url) => (url === module ? readMap(url) : findSourceMap(url)));
  Error.prepareStackTrace = (error, frames) => {
    const stack: unknown = prepare(error, frames);
    if (typeof stack !== 'string') return stack;
    return frames.reduce((text, frame) => inItsFile(text, frame, mapOf), stack);
  };
}

/** A stack as V8 prints it: its head is not what a `toString` of the error's own makes of it. */
function printStack(error: Error, frames: readonly NodeJS.CallSite[]): string {
  const head = Error.prototype.toString.call(error);
  return [head, ...frames.map((frame) => `    at ${frame}`)].join('\n');
}

type MapLookup = (url: string) => SourceMap | undefined;

function memoised(lookup: MapLookup): MapLookup {
  const known = new Map<string, SourceMap | undefined>();
  return (url) => {
    if (!known.has(url)) known.set(url, lookup(url));
    return known.get(url);
  };
}

function readMap(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(mapFileOf(fileURLToPath(url)), 'utf8')));
  } catch {
    // Loaded as it is, or its map is gone: a place in the bundle is better than none.
    return undefined;
  }
}

/** A stack, with the place of a frame in the file that somebody wrote. */
function inItsFile(stack: string, frame: NodeJS.CallSite, mapOf: MapLookup): string {
  const [url, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
  if (!url || line === null || column === null || url.startsWith('node:')) return stack;
  // A map counts from 0, a stack from 1.
  const origin = mapOf(url)?.findEntry(line - 1, column - 1);
  if (origin === undefined || !('originalSource' in origin)) return stack;
  const file = new URL(origin.originalSource, url.startsWith('/') ? pathToFileURL(url) : url);
  const path = file.protocol === 'file:' ? fileURLToPath(file) : file.href;
  const place = `${path}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  return stack.replace(`${url}:${line}:${column}`, () => place);
}
