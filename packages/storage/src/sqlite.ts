/** Node's own SQLite, without the warning that it is new. Loaded when something needs it, and not before. @module */

type Sqlite = typeof import('node:sqlite');

let loaded: Sqlite | undefined;

/** The module `node:sqlite`. */
export function loadSqlite(): Sqlite {
  loaded ??= loadQuietly();
  return loaded;
}

function loadQuietly(): Sqlite {
  const { emitWarning } = process;
  // Of the warnings that come while it loads, this one is about how Sluice works, not about what anybody did.
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]): void => {
    if (/SQLite/.test(String(warning))) return;
    (emitWarning as (...args: unknown[]) => void).call(process, warning, ...rest);
  }) as typeof emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
