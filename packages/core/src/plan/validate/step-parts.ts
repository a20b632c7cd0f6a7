/** What steps leave behind, by kind: which outputs and artifacts an expression may mention. @module */
import type { ContextPath } from '../expression/node.ts';
import type { Known } from '../known.ts';
import { isRecord, own } from '../shape.ts';
import { didYouMean } from '../suggest.ts';
import type { Findings, Path } from './findings.ts';
import { type JsonRecord, recordOf, type ScopeStep, textOf, textsOf } from './scope.ts';

const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  shell: ['stdout', 'exitCode'],
  script: ['stdout', 'exitCode'],
  llm: ['text', 'document', 'answer'],
  gate: ['accepted', 'comment', 'decidedBy', 'decidedAt'],
  each: ['results'],
};

/** Reports an output or artifact that a step does not have. A step that declares nothing is not judged. */
export function checkStepPart(
  step: ScopeStep,
  reference: ContextPath,
  known: Known,
  path: Path,
  findings: Findings,
): void {
  const [, , part, name] = reference as readonly (string | undefined)[];
  if (name === undefined) return;
  if (part === 'outputs') {
    const outputs = outputNames(step, known);
    if (outputs === undefined || outputs.includes(name)) return;
    const hint =
      outputs.length === 0
        ? `\`${step.id}\` declares no outputs: add \`${name}\` to its \`outputs\`.`
        : didYouMean(name, outputs);
    findings.add('OUTPUT_UNDECLARED', `The step \`${step.id}\` has no output \`${name}\`.`, path, {
      hint,
    });
  } else if (part === 'artifacts') {
    const artifacts = [
      ...textsOf(step.raw, 'artifacts'),
      ...(shapeOf(step, known)?.artifacts ?? []),
    ];
    if (artifacts.includes(name) || (artifacts.length === 0 && step.kind === 'workflow')) return;
    findings.add(
      'ARTIFACT_UNDECLARED',
      `The step \`${step.id}\` has no artifact \`${name}\`.`,
      path,
      { hint: didYouMean(name, artifacts) ?? `Add \`${name}\` to its \`artifacts\`.` },
    );
  }
}

/** The outputs of a step; undefined when nobody says. One with a matrix says how each leg ended. */
function outputNames(step: ScopeStep, known: Known): readonly string[] | undefined {
  const names = ownOutputs(step, known);
  return names !== undefined && isRecord(own(step.raw, 'matrix')) ? [...names, 'results'] : names;
}

function ownOutputs(step: ScopeStep, known: Known): readonly string[] | undefined {
  const declared = own(step.raw, 'outputs');
  const names = isRecord(declared) ? Object.keys(declared) : [];
  const always = own(ALWAYS, step.kind ?? '') ?? [];
  switch (step.kind) {
    case 'shell':
    case 'script':
      // They may write any output at run time, as on GitHub, unless they say which.
      return isRecord(declared) ? [...names, ...always] : undefined;
    case 'gate':
      return always;
    case 'each':
      return [...names, ...Object.keys(recordOf(step.run, 'outputs')), ...always];
    case 'llm': {
      const answer = own(step.run, 'answer');
      if (isRecord(answer)) names.push(...Object.keys(recordOf(answer, 'properties')));
      return [...names, ...always];
    }
    case 'workflow': {
      const plan = nestedPlan(step, known);
      if (plan !== undefined) return [...names, ...Object.keys(recordOf(plan, 'outputs'))];
      break;
    }
  }
  const shape = shapeOf(step, known)?.outputs;
  if (!isRecord(declared) && shape === undefined) return undefined;
  return [...names, ...Object.keys(shape ?? {})];
}

/** The plan that a step nests, written out or as far as it is known. */
export function nestedPlan(step: ScopeStep, known: Known): JsonRecord | undefined {
  const written = own(step.run, 'plan');
  if (written !== undefined) return isRecord(written) ? written : undefined;
  const [name, path] = [textOf(step.run, 'name'), textOf(step.run, 'path')];
  if (path !== undefined) return known.nested?.({ path }) as JsonRecord | undefined; // a plan is JSON
  return name === undefined ? undefined : (known.nested?.({ name }) as JsonRecord | undefined);
}

function shapeOf(
  step: ScopeStep,
  known: Known,
): NonNullable<Known['taskShapes']>[string] | undefined {
  if (step.kind !== 'task') return own(known.kindShapes ?? {}, step.kind ?? '');
  const task = textOf(step.run, 'task');
  return task === undefined ? undefined : own(known.taskShapes ?? {}, task);
}
