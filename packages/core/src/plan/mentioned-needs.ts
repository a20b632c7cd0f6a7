/** What expressions mention becomes a need, in plans that people wrote. @module */
import { documentSources, gatesBefore } from './documents.ts';
import { references } from './expression/references.ts';
import { findCycle, type GraphStep } from './graph.ts';
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

interface Completed {
  readonly record: JsonRecord;
  /** Steps and documents that are mentioned and not among these steps. */
  readonly outside: ReadonlySet<string>;
  readonly documents: ReadonlySet<string>;
}

interface Mention {
  readonly from: string;
  readonly to: string;
  /** Where the step stands that mentions. */
  readonly at: number;
}

/** Steps with their needs. */
function completeSteps(holder: JsonRecord): Completed {
  const outside = new Set<string>();
  const documents = new Set<string>();
  const list = own(holder, 'steps');
  if (!Array.isArray(list)) return { record: {}, outside, documents };
  const sources = documentSources(list as readonly Json[]);
  const gates: Mention[] = [];
  const ids = new Set<Json | undefined>(
    list.map((each: Json) => (isRecord(each) ? own(each, 'id') : undefined)),
  );
  const mentions: Mention[] = [];
  const steps = list.map((json: Json, at: number): Json => {
    if (!isRecord(json)) return json;
    const id = own(json, 'id');
    const named = new Set<string>();
    const read = new Set<string>();
    const run = own(json, 'run');
    const isEach = isRecord(run) && run['kind'] === 'each';
    const inBody = isEach ? documentSources(listAt(run, 'steps')) : undefined;
    for (const text of expressionTexts(json, STEP)) {
      const inside = text.site === 'output' ? inBody : undefined;
      for (const node of text.nodes) {
        for (const [context, to] of references(node)) {
          if (to === undefined) continue;
          if (context === 'steps' && to !== id) named.add(to);
          if (context === 'documents' && !inside?.get(to)?.producers.length) read.add(to);
        }
      }
    }
    let step: JsonRecord = json;
    if (isRecord(run) && isEach) {
      const body = completeSteps(run);
      step = { ...json, run: { ...run, ...body.record } };
      for (const name of body.outside) named.add(name);
      for (const name of body.documents) read.add(name);
      for (const each of listAt(run, 'steps')) {
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
    for (const document of read) {
      const found = sources.get(document);
      if (found === undefined || found.producers.length === 0) documents.add(document);
      if (found === undefined || typeof id !== 'string') continue;
      for (const to of found.producers) if (to !== id) mentions.push({ from: id, to, at });
      for (const to of gatesBefore(found, id)) gates.push({ from: id, to, at });
    }
    return step;
  });
  addNeeds(steps, mentions);
  addGates(steps, gates);
  return { record: { steps }, outside, documents };
}

/** Adds what is out of reach. */
function addNeeds(steps: Json[], mentions: readonly Mention[]): void {
  for (const [index, reached] of reaches(graphOf(steps), mentions).entries()) {
    if (reached) continue;
    const { at, to } = mentions[index]!;
    const step = steps[at] as JsonRecord;
    const needs = own(step, 'needs');
    if (needs === undefined || Array.isArray(needs)) {
      const known = needsOf(step);
      if (!known.includes(to)) steps[at] = { ...step, needs: [...known, to] };
    }
  }
}

/** Adds the gates of documents, but for those that wait for the reader themselves. */
function addGates(steps: Json[], gates: readonly Mention[]): void {
  const back = (of: readonly Mention[]): readonly boolean[] =>
    reaches(
      graphOf(steps),
      of.map(({ from, to }) => ({ from: to, to: from })),
    );
  if (gates.length === 0) return;
  const waiting = back(gates);
  const free = gates.filter((_, at) => !waiting[at]);
  const before = [...steps];
  addNeeds(steps, free);
  if (findCycle(graphOf(steps)) === undefined || findCycle(graphOf(before)) !== undefined) return;
  // Together they close a circle: one after the other, as far as it goes.
  for (const [at, step] of before.entries()) steps[at] = step;
  for (const gate of free) if (!back([gate])[0]) addNeeds(steps, [gate]);
}

function graphOf(steps: readonly Json[]): readonly GraphStep[] {
  return steps.filter(isRecord).map((step) => ({
    id: String(own(step, 'id')),
    needs: needsOf(step).filter((need): need is string => typeof need === 'string'),
  }));
}

function needsOf(step: JsonRecord): readonly Json[] {
  return listAt(step, 'needs');
}

function listAt(record: JsonRecord, key: string): readonly Json[] {
  const value = own(record, key);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
