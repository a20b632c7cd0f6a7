/** The help of one command of a project. @module */

import { inputSpecs, shapeOf } from '../argv/input-spec.ts';
import { describeInput, flagWords } from '../argv/input-words.ts';
import type { AppCommand } from '../project/command-table.ts';
import { wrapText } from '../text/display-width.ts';
import { columns } from './help.ts';

/** What a command does and takes. */
export function commandHelp(command: AppCommand): string {
  const specs = inputSpecs(command.plan());
  const lines = [
    ...wrapText(
      `${command.name} (${command.kind})${command.description === '' ? '' : `: ${command.description}`}`,
      80,
    ),
    '',
    `Usage: sluice ${command.name}${specs.length > 0 ? ' [INPUTS]' : ''}`,
  ];
  if (specs.length > 0) {
    lines.push('', 'Inputs');
    lines.push(
      ...columns(
        specs.map((spec) => {
          const flag = flagWords(spec.flag, shapeOf(spec.schema));
          return [flag, `${describeInput(spec)}${spec.required ? ' [required]' : ''}`];
        }),
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}
