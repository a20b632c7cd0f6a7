/** `read-file` and `write-file`: files in the folder of the run, or in another one that the plan names. @module */
import { appendFile, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WorkflowError } from '@sluice/core/plan';
import { defineStepType, type StepType } from './define-step-type.ts';
import { pathInside } from './inside.ts';

const MAX_BYTES = 10 * 1024 * 1024;

const path = { type: 'string', description: 'The file, from `root`' } as const;
const root = {
  type: 'string',
  description: 'The folder that the path may not leave; default: that of the run',
} as const;

/** A step that reads a file of text, or any file as base64. */
export const readFileStep: StepType = defineStepType({
  kind: 'read-file',
  inputs: {
    type: 'object',
    properties: {
      path,
      root,
      encoding: { type: 'string', enum: ['utf8', 'base64'], default: 'utf8' },
      maxBytes: { type: 'integer', minimum: 1, default: MAX_BYTES },
    },
    required: ['path'],
    additionalProperties: false,
  },
  outputs: { content: { type: 'string' }, bytes: { type: 'integer' } },
  async run({ inputs, workspace }) {
    const given = inputs as {
      path: string;
      root?: string;
      encoding: BufferEncoding;
      maxBytes: number;
    };
    const file = await pathInside(workspace, given.root, given.path);
    const handle = await open(file).catch((cause: unknown) => {
      throw new WorkflowError(
        'EXEC_FAILED',
        `\`${given.path}\` cannot be read: ${reason(cause)}.`,
        {
          hint: 'Check the path; it starts from the folder of the run, or from `root`.',
          cause,
        },
      );
    });
    try {
      const { size } = await handle.stat();
      const bytes = await handle.readFile();
      if (Math.max(size, bytes.length) > given.maxBytes) {
        throw new WorkflowError(
          'EXEC_FAILED',
          `\`${given.path}\` has ${bytes.length} bytes, more than ${given.maxBytes}.`,
          { hint: 'Raise `maxBytes`, or hand the file on as an artifact.' },
        );
      }
      return { content: bytes.toString(given.encoding), bytes: bytes.length };
    } finally {
      await handle.close();
    }
  },
});

/** A step that writes a file: a text as it is, anything else as JSON. Makes the folders on the way. */
export const writeFileStep: StepType = defineStepType({
  kind: 'write-file',
  inputs: {
    type: 'object',
    properties: {
      path,
      root,
      content: { description: 'A text, or any JSON' },
      append: { type: 'boolean', default: false },
    },
    required: ['path', 'content'],
    additionalProperties: false,
  },
  outputs: { path: { type: 'string' }, bytes: { type: 'integer' } },
  async run({ inputs, workspace }) {
    const { content = '' } = inputs;
    const given = inputs as { path: string; root?: string; append: boolean };
    const file = await pathInside(workspace, given.root, given.path);
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await (given.append ? appendFile : writeFile)(file, text);
    } catch (cause) {
      throw new WorkflowError(
        'EXEC_FAILED',
        `\`${given.path}\` cannot be written: ${reason(cause)}.`,
        { hint: 'Check the path and who may write there.', cause },
      );
    }
    return { path: file, bytes: Buffer.byteLength(text) };
  },
});

function reason(error: unknown): string {
  switch ((error as { code?: unknown }).code) {
    case 'ENOENT':
      return 'it is not there';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    case 'ENOSPC':
      return 'no space is left on the disk';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
