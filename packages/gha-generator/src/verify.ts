/**
 * What GitHub itself says about a workflow file: its own parser, which decides whether GitHub takes the file, and its
 * language service, which also finds outputs, inputs, matrix keys and steps that are not there. Both are part of this
 * entry (`@sluice/gha-generator/verify`) and load with it alone.
 * @module
 */
import { validate } from '@actions/languageservice/validate';
import {
  convertWorkflowTemplate,
  NoOperationTraceWriter,
  parseWorkflow,
} from '@actions/workflow-parser';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** One thing that GitHub says about a file. */
export interface GitHubFinding {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** From 1; undefined where it is about the file as a whole. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/**
 * Asks GitHub's parser, and where it has nothing against the file, its language service.
 * @param path the file from the root of the repository, such as `.github/workflows/build.yml`
 */
export async function verifyWorkflow(
  path: string,
  content: string,
): Promise<readonly GitHubFinding[]> {
  const refused = await parserFindings(path, content);
  return refused.length > 0 ? refused : await serviceFindings(path, content);
}

async function parserFindings(name: string, content: string): Promise<readonly GitHubFinding[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ rawMessage, range }) => ({
    severity: 'error',
    message: rawMessage,
    line: range?.start.line,
    column: range?.start.column,
  }));
}

async function serviceFindings(path: string, content: string): Promise<readonly GitHubFinding[]> {
  const found = await validate(TextDocument.create(`file:///${path}`, 'yaml', 1, content));
  return found.flatMap(({ message, severity = 1, range }) =>
    // 1 is an error and 2 a warning; what is only a hint is left out.
    severity > 2
      ? []
      : [
          {
            severity: severity === 1 ? ('error' as const) : ('warning' as const),
            message: typeof message === 'string' ? message : message.value,
            line: range.start.line + 1,
            column: range.start.character + 1,
          },
        ],
  );
}
