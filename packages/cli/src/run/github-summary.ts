/** The summary of the step of GitHub that a command runs in: what its own steps wrote into theirs. @module */
import { appendFile } from 'node:fs/promises';
import type { LogLine } from '@sluice/core/run';
import type { CliIo } from '../io.ts';

/** Collects summaries, masked as the logs are in which they come. */
export interface GithubSummary {
  log(line: LogLine): void;
  /** Appends what came to the file, and then a table of the run, whether it completed or not. */
  write(table: string): Promise<void>;
}

/** A collector for `GITHUB_STEP_SUMMARY`; undefined where there is no such file. */
export function githubSummary(env: CliIo['env']): GithubSummary | undefined {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return undefined;
  const lines: string[] = [];
  return {
    log(line) {
      if (line.group === 'summary') lines.push(line.text);
    },
    async write(table) {
      const own = lines.length > 0 ? `${lines.join('\n').trimEnd()}\n` : '';
      if (own !== '' || table !== '') await appendFile(file, own + table);
    },
  };
}
