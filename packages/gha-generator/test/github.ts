/** What GitHub itself says about a file: its own parser, and its language service. */
import { validate } from '@actions/languageservice/validate';
import {
  convertWorkflowTemplate,
  NoOperationTraceWriter,
  parseWorkflow,
  type WorkflowTemplate,
} from '@actions/workflow-parser';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** The workflow as GitHub reads it, and what its parser refuses. */
export async function parseAsGithub(
  name: string,
  content: string,
): Promise<{ readonly template: WorkflowTemplate; readonly errors: readonly string[] }> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const errors = context.errors.getErrors().map((each) => each.message);
  if (value === undefined || errors.length > 0) return { template: {} as WorkflowTemplate, errors };
  const template = await convertWorkflowTemplate(context, value);
  return { template, errors: [...errors, ...(template.errors ?? []).map((each) => each.Message)] };
}

/** What GitHub's language service reports as errors. */
export async function languageErrors(name: string, content: string): Promise<readonly string[]> {
  const document = TextDocument.create(`file:///.github/workflows/${name}.yml`, 'yaml', 1, content);
  const found = await validate(document);
  return found
    .filter((each) => each.severity === undefined || each.severity <= 2)
    .map((each) => `${each.range.start.line + 1}: ${each.message}`);
}
