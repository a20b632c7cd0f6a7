/** Warnings of Node that are about how Sluice works, not about what the user did. @module */

const QUIET: readonly RegExp[] = [
  /type stripping/i,
  /stripTypeScriptTypes/i,
  /SQLite/i,
  /DEFAULT_LOADER/,
];

/** Keeps those warnings out of standard error; every other one is shown. */
export function quietWarnings(target: Pick<NodeJS.Process, 'emitWarning'>): void {
  const { emitWarning } = target;
  target.emitWarning = ((warning: string | Error, ...rest: unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message;
    const [options] = rest;
    const code =
      typeof options === 'object' && options !== null
        ? (options as { code?: unknown }).code
        : rest[1];
    if (code === 'MODULE_TYPELESS_PACKAGE_JSON' || QUIET.some((each) => each.test(text))) return;
    (emitWarning as (...args: unknown[]) => void).call(target, warning, ...rest);
  }) as NodeJS.Process['emitWarning'];
}
