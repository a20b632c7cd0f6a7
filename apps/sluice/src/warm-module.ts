/**
 * A file of CommonJS together with what V8 made of its functions when it ran before. Node's compile cache keeps what is
 * compiled while a file is read, and none of the functions that are compiled when they are first called: most of a start.
 * @module
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';

/** How many words of the command line one cache learns from. */
const MOST_WORDS = 16;
const FORMAT = 1;

const HEAD = Buffer.from('(function (exports, require, module, __filename, __dirname) {');
const TAIL = Buffer.from('\n})');

/** A module that was run from its file. */
export interface WarmModule<Exports> {
  readonly exports: Exports;
  /** Whether V8 took what was kept. */
  readonly warm: boolean;
  /** Keeps what was compiled by now, unless that is known already. Never throws. */
  keep(): void;
}

/** Where and for what the compiled functions are kept. */
export interface WarmModuleOptions {
  /** Where they are kept, such as the folder of Node's own compile cache. */
  readonly folder: string;
  /** What the program is asked to do: each word runs other functions, and adds them. */
  readonly word: string;
}

/**
 * Runs a file of CommonJS in ASCII. What is kept and does not fit the file, or this Node, counts as nothing.
 */
export function warmModule<Exports>(
  file: string,
  { folder, word }: WarmModuleOptions,
): WarmModule<Exports> {
  const { dev, ino, size, mtimeMs } = statSync(file);
  const place = join(folder, ['sluice', process.version, process.arch, dev, ino].join('-'));
  const stamp = [FORMAT, size, mtimeMs, file].join(' ');
  const known = readKept(place, stamp);
  // Put together as bytes: V8 copies a text that consists of several.
  const text = Buffer.concat([HEAD, readFileSync(file), TAIL]).toString('latin1');
  const script = new Script(text, {
    filename: file,
    cachedData: known?.code,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} as Exports };
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run(module.exports, createRequire(file), module, file, dirname(file));
  const warm = script.cachedDataRejected === false;
  const words = warm ? known!.words : [];
  return {
    exports: module.exports,
    warm,
    keep() {
      if (words.includes(word) || words.length >= MOST_WORDS) return;
      const code = script.createCachedData();
      const header: Header = { stamp, length: code.length, words: [...words, word] };
      write(place, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), code]));
    },
  };
}

interface Header {
  /** The file that it was made from. */
  readonly stamp: string;
  /** How many bytes follow. */
  readonly length: number;
  readonly words: readonly string[];
}

function readKept(
  place: string,
  stamp: string,
): { readonly code: Buffer; readonly words: readonly string[] } | undefined {
  try {
    // Somebody else's file could hold anything, and V8 believes what it reads.
    const owner = statSync(place).uid;
    if (process.getuid !== undefined && owner !== process.getuid()) return undefined;
    const bytes = readFileSync(place);
    const end = bytes.indexOf('\n');
    const header = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
    const code = bytes.subarray(end + 1);
    const fits = header.stamp === stamp && header.length === code.length;
    return fits ? { code, words: header.words } : undefined;
  } catch {
    return undefined;
  }
}

/** Appears whole, and is on the disk before it has its name: V8 would trip over half of it. */
function write(place: string, bytes: Uint8Array): void {
  const temporary = `${place}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(place), { recursive: true });
    const opened = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(opened, bytes);
      fsyncSync(opened);
      renameSync(temporary, place);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    } finally {
      closeSync(opened);
    }
  } catch {
    // A disk that is full or not ours: the next start is as slow as this one.
  }
}
