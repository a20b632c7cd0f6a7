/** What expressions mention becomes a need, in plans that people wrote. @module */
import { references } from './expression/references.ts';
import type { Json } from './names.ts';
import { STEP } from './plan-shape.ts';
import { reaches } from './reach.ts';
import { isRecord, own } from './shape.ts';
import { expressionTexts } from './texts.ts';

type JsonRecord = { readonly [key: string]: Json };

/** The plan with needs for the steps that its expressions mention and that are out of reach without. */
export function completeNeeds(json: Json): Json {
  if (!isRecord(json)) return json;
  return { ...json, ...completeSteps(json).record };
}

/** Steps with their needs, and what they mention that is not among them. */
function completeSteps(holder: JsonRecord): { record: JsonRecord; outside: ReadonlySet<string> } {
  const outside = new Set<string>();
  const list = own(holder, 'steps');
  if (!Array.isArray(list)) return { record: {}, outside };
  const ids = new Set<Json | undefined>(
    list.map((each: Json) => (isRecord(each) ? own(each, 'id') : undefined)),
  );
  const mentions: { from: string; to: string; at: number }[] = [];
  const steps = list.map((json: Json, at: number): Json => {
    if (!isRecord(json)) return json;
    const id = own(json, 'id');
    const named = new Set<string>();
    for (const text of expressionTexts(json, STEP)) {
      for (const node of text.nodes) {
        for (const [context, to] of references(node)) {
          if (context === 'steps' && to !== undefined && to !== id) named.add(to);
        }
      }
    }
    let step: JsonRecord = json;
    const run = own(json, 'run');
    if (isRecord(run) && run['kind'] === 'each') {
      const body = completeSteps(run);
      step = { ...json, run: { ...run, ...body.record } };
      for (const name of body.outside) named.add(name);
      const inner = own(run, 'steps');
      for (const each of Array.isArray(inner) ? (inner as Json[]) : []) {
        const innerId = isRecord(each) ? own(each, 'id') : undefined;
        if (typeof innerId === 'string') named.delete(innerId);
      }
    } else if (isRecord(run) && run['kind'] === 'workflow' && run['plan'] !== undefined) {
      step = { ...json, run: { ...run, plan: completeNeeds(run['plan']) } };
    }
    for (const to of named) {
      if (!ids.has(to)) outside.add(to);
      else if (typeof id === 'string') mentions.push({ from: id, to, at });
    }
    return step;
  });
  const graph = steps.filter(isRecord).map((step) => ({
    id: String(own(step, 'id')),
    needs: needsOf(step).filter((need): need is string => typeof need === 'string'),
  }));
  for (const [index, reached] of reaches(graph, mentions).entries()) {
    if (reached) continue;
    const { at, to } = mentions[index]!;
    const step = steps[at] as JsonRecord;
    const needs = own(step, 'needs');
    if (needs === undefined || Array.isArray(needs))
      steps[at] = { ...step, needs: [...needsOf(step), to] };
  }
  return { record: { steps }, outside };
}

function needsOf(step: JsonRecord): readonly Json[] {
  const needs = own(step, 'needs');
  return Array.isArray(needs) ? needs : [];
}
