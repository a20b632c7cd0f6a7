/** Expressions: they parse, use what is there at their place, and mention only what is declared and comes before. @module */
import { type DocumentSources, documentSources, gatesBefore } from '../documents.ts';
import {
  contextAllowed,
  contextsAt,
  functionAllowed,
  type Layout,
} from '../expression/contexts.ts';
import type { ContextPath } from '../expression/node.ts';
import { functionsOf, references } from '../expression/references.ts';
import type { Known } from '../known.ts';
import { PLAN, STEP } from '../plan-shape.ts';
import { reaches } from '../reach.ts';
import { isRecord, own } from '../shape.ts';
import { didYouMean } from '../suggest.ts';
import { type ExpressionText, expressionTexts } from '../texts.ts';
import type { Findings, Path } from './findings.ts';
import { findOuter } from './graph.ts';
import {
  type JsonRecord,
  pathOf,
  recordOf,
  type Scope,
  type ScopeStep,
  scopeOfBody,
} from './scope.ts';
import { checkStepPart } from './step-parts.ts';
import { checkStrangers } from './strangers.ts';

/** A question to the graph, asked by all expressions of a scope together. */
interface Question {
  readonly scope: Scope;
  readonly from: string;
  readonly to: string;
  readonly path: Path;
  /** The document that `to` reviews: a gate that waits for the reader itself is not waited for. */
  readonly reviewed?: string;
}

/** Checks every expression of a scope. Bodies and nested plans are scopes of their own. */
export function checkExpressions(scope: Scope, known: Known, findings: Findings): void {
  const questions: Question[] = [];
  if (scope.outer === undefined) {
    for (const text of expressionTexts(scope.plan, PLAN)) {
      checkText(text, scope, undefined, [...scope.path, ...text.path]);
    }
  }
  for (const step of scope.steps) {
    let body: Scope | undefined;
    for (const text of expressionTexts(step.raw, STEP)) {
      const path = pathOf(scope, step, ...text.path);
      if (step.kind === 'each' && text.site === 'output') {
        body ??= scopeOfBody(scope, step);
        checkText(text, body, undefined, path);
      } else checkText(text, scope, step, path);
    }
    askForRework(step);
  }
  answer(questions, findings);

  function checkText(
    text: ExpressionText,
    at: Scope,
    step: ScopeStep | undefined,
    path: Path,
  ): void {
    if (text.problem !== undefined) {
      const { message, hint, position } = text.problem;
      findings.add('EXPR_INVALID', `At character ${position + 1}: ${message}`, path, { hint });
    }
    const layout = layoutOf(at);
    for (const node of text.nodes) {
      for (const name of functionsOf(node)) {
        if (functionAllowed(name, text.site, layout)) continue;
        findings.add('CONTEXT_UNAVAILABLE', `\`${name}()\` is not available here.`, path, {
          hint: 'Compute it in a step before, and use its output.',
        });
      }
      for (const reference of references(node)) {
        const [context] = reference;
        if (!contextAllowed(context, text.site, layout)) {
          const list = contextsAt(text.site, layout).map((each) => `\`${each}\``);
          findings.add('CONTEXT_UNAVAILABLE', `\`${context}\` is not available here.`, path, {
            hint:
              context === 'secrets'
                ? "Put the secret into the step's `env` and use that variable."
                : `Here are: ${list.join(', ')}.`,
          });
        } else checkReference(reference, text, at, step, path);
      }
      if (text.site === 'prompt') checkStrangers(node, path, findings);
    }
  }

  function checkReference(
    reference: ContextPath,
    text: ExpressionText,
    at: Scope,
    step: ScopeStep | undefined,
    path: Path,
  ): void {
    const [context, name] = reference;
    if (name === undefined) return;
    switch (context) {
      case 'inputs': {
        const inputs = recordOf(at.plan, 'inputs');
        if (own(inputs, name) !== undefined) return;
        findings.add('INPUT_INVALID', `There is no input \`${name}\`.`, path, {
          hint: didYouMean(name, Object.keys(inputs)) ?? `Declare \`${name}\` in \`inputs\`.`,
        });
        return;
      }
      case 'matrix':
        return step === undefined ? undefined : checkAxis(name, step, path);
      case 'each': {
        const loops = loopsOf(at);
        if (loops.includes(name)) return;
        findings.add('CONTEXT_UNAVAILABLE', `No iteration \`${name}\` is around this.`, path, {
          hint: didYouMean(name, loops) ?? 'Move it into the body of the iteration.',
        });
        return;
      }
      case 'secrets': {
        const secrets = step === undefined ? [] : (own(step.raw, 'secrets') ?? []);
        if (Array.isArray(secrets) && secrets.includes(name)) return;
        findings.add('SECRET_UNDECLARED', `The secret \`${name}\` is not declared.`, path, {
          hint: `Add \`${name}\` to the \`secrets\` of the step.`,
        });
        return;
      }
      case 'documents':
        return checkDocument(name, at, step, path);
      case 'steps':
        return checkStepReference(reference, name, text, at, step, path);
      default:
        return;
    }
  }

  function checkAxis(name: string, step: ScopeStep, path: Path): void {
    const matrix = own(step.raw, 'matrix');
    if (!isRecord(matrix)) {
      findings.add('CONTEXT_UNAVAILABLE', `The step \`${step.id}\` has no matrix.`, path, {
        hint: 'Give it a `matrix`, or remove this expression.',
      });
      return;
    }
    const names = new Set<string>();
    const { axes, include } = matrix as { axes?: unknown; include?: unknown };
    for (const axis of Array.isArray(axes) ? axes : []) {
      if (Array.isArray(axis) && typeof axis[0] === 'string') names.add(axis[0]);
    }
    for (const extra of Array.isArray(include) ? include : []) {
      if (isRecord(extra)) for (const key of Object.keys(extra)) names.add(key);
    }
    if (names.has(name)) return;
    findings.add('MATRIX_INVALID', `The matrix of \`${step.id}\` has no axis \`${name}\`.`, path, {
      hint: didYouMean(name, names),
    });
  }

  function checkDocument(name: string, at: Scope, step: ScopeStep | undefined, path: Path): void {
    const names = new Set<string>();
    let from = step;
    for (let scope: Scope | undefined = at; scope; scope = scope.outer?.scope) {
      const documents = sourcesOf(scope);
      const sources = documents.get(name);
      if (sources !== undefined && from !== undefined) {
        const reader = from.id;
        for (const to of sources.producers) questions.push({ scope, from: reader, to, path });
        for (const to of gatesBefore(sources, reader)) {
          questions.push({ scope, from: reader, to, path, reviewed: name });
        }
      }
      if (sources !== undefined && sources.producers.length > 0) return;
      for (const [document, { producers }] of documents) {
        if (producers.length > 0) names.add(document);
      }
      from = scope.outer?.step;
    }
    findings.add('DOCUMENT_NOT_FOUND', `No step produces the document \`${name}\`.`, path, {
      hint: didYouMean(name, names) ?? `Add \`produces\` to the step that makes \`${name}\`.`,
    });
  }

  function checkStepReference(
    reference: ContextPath,
    id: string,
    text: ExpressionText,
    at: Scope,
    step: ScopeStep | undefined,
    path: Path,
  ): void {
    const home = at.byId.has(id) ? at : findOuter(at, id);
    if (home === undefined) {
      findings.add('GRAPH_UNKNOWN_NEED', `There is no step \`${id}\`.`, path, {
        hint: findings.suggest(id, at.byId),
      });
      return;
    }
    let from = step;
    for (let around = at; around !== home; around = around.outer!.scope) from = around.outer!.step;
    const own = text.site === 'environmentUrl' && from?.id === id;
    if (from !== undefined && !own) questions.push({ scope: home, from: from.id, to: id, path });
    checkStepPart(home.byId.get(id)!, reference, known, path, findings);
  }

  function askForRework(step: ScopeStep): void {
    const reject = step.kind === 'gate' ? recordOf(step.run, 'onReject') : {};
    const rework = own(reject, 'rework');
    for (const [at, id] of (Array.isArray(rework) ? rework : []).entries()) {
      if (typeof id !== 'string') continue;
      const path = pathOf(scope, step, 'run', 'onReject', 'rework', at);
      if (scope.byId.has(id)) questions.push({ scope, from: step.id, to: id, path });
      else {
        findings.add('GRAPH_UNKNOWN_NEED', `There is no step \`${id}\` to send back to.`, path, {
          hint: findings.suggest(id, scope.byId),
        });
      }
    }
  }
}

const sourcesByScope = new WeakMap<Scope, ReadonlyMap<string, DocumentSources>>();

function sourcesOf(scope: Scope): ReadonlyMap<string, DocumentSources> {
  const found = sourcesByScope.get(scope) ?? documentSources(scope.steps.map(({ raw }) => raw));
  sourcesByScope.set(scope, found);
  return found;
}

/** The loops around a scope, from inside out. */
export function loopsOf(scope: Scope): readonly string[] {
  const loops: string[] = [];
  for (let at: Scope | undefined = scope; at?.outer; at = at.outer.scope) loops.push(at.outer.loop);
  return loops;
}

function answer(questions: readonly Question[], findings: Findings): void {
  const byScope = new Map<Scope, Question[]>();
  for (const question of questions) {
    const list = byScope.get(question.scope) ?? [];
    list.push(question);
    byScope.set(question.scope, list);
  }
  for (const [scope, list] of byScope) {
    const answers = reaches(scope.steps, list);
    const open = list.filter(({ reviewed }, at) => !answers[at] && reviewed !== undefined);
    const back = reaches(
      scope.steps,
      open.map(({ from, to }) => ({ from: to, to: from })),
    );
    const excused = new Set(open.filter((_, at) => back[at]));
    for (const [at, question] of list.entries()) {
      const { from, to, path, reviewed } = question;
      if (answers[at] || excused.has(question)) continue;
      findings.add(
        'GRAPH_UNKNOWN_NEED',
        from === to
          ? `The step \`${from}\` mentions itself.`
          : `The step \`${from}\` does not wait for \`${to}\`${reviewed === undefined ? '' : `, which reviews the document \`${reviewed}\``}.`,
        path,
        {
          hint:
            from === to
              ? 'Use a step before it.'
              : `Add \`${to}\` to the \`needs\` of \`${from}\`.`,
        },
      );
    }
  }
}

function layoutOf(scope: Scope): Layout {
  if (scope.outer !== undefined) return 'body';
  return own(scope.plan as JsonRecord, 'kind') === 'automation' ? 'job' : 'flow-step';
}
