/** Environment values that are too large for a process: they travel by file. @module */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';

/** From here on a value goes by file, in bytes. Linux takes no single string of 128 KiB or more. */
const MAX_ENV_BYTES: number = 64 * 1024;

/** The environment of a shell, in two parts. */
export interface SplitEnv {
  /** What the process gets. */
  readonly env: Record<string, string>;
  /** Lines in front of the script that read the rest. */
  readonly preamble: string;
}

/** Moves large values into files in `folder`; the preamble gives them to a POSIX shell byte for byte. */
export async function splitLargeEnv(
  env: Readonly<Record<string, string>>,
  folder: string,
): Promise<SplitEnv> {
  const small: Record<string, string> = {};
  const lines: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value.includes('\0')) {
      throw new WorkflowError('EXEC_FAILED', `The value of \`${name}\` holds a NUL character.`, {
        hint: 'No environment can carry one. Hand the value over in a file.',
      });
    }
    if (Buffer.byteLength(value) <= MAX_ENV_BYTES) {
      small[name] = value;
      continue;
    }
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new WorkflowError('EXEC_FAILED', `The value of \`${name}\` is larger than 64 KiB.`, {
        hint: 'Give the variable a name of letters, digits and `_`, so that it can go by file.',
      });
    }
    const file = join(folder, `env-${lines.length}`);
    await writeFile(file, value, { mode: 0o600 });
    // The x keeps line ends at the end of the value, which `$(…)` would drop. Not exported: no program could take it.
    lines.push(`${name}="$(cat ${quote(file)}; printf x)"; ${name}="\${${name}%x}"`);
  }
  return { env: small, preamble: lines.length === 0 ? '' : `${lines.join('\n')}\n` };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
