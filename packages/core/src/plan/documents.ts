/** Who makes a document and who reviews it, among the steps of one level. @module */
import { references } from './expression/references.ts';
import { parseTemplate } from './expression/template.ts';
import type { Json } from './names.ts';
import { isRecord, own } from './shape.ts';

/** What a step that reads a document waits for. */
export interface DocumentSources {
  readonly producers: readonly string[];
  /** Gates, in declaration order. One that reads the document itself waits for those before it only. */
  readonly gates: readonly string[];
}

/** The sources of every document that steps of this list produce or review, by name. */
export function documentSources(steps: readonly Json[]): ReadonlyMap<string, DocumentSources> {
  const found = new Map<string, { producers: string[]; gates: string[] }>();
  const of = (document: string): { producers: string[]; gates: string[] } => {
    const sources = found.get(document) ?? { producers: [], gates: [] };
    found.set(document, sources);
    return sources;
  };
  const documentsOf = new Map<string, string>();
  for (const step of steps) {
    const id = textAt(step, 'id');
    const document = textAt(isRecord(step) ? own(step, 'produces') : undefined, 'document');
    if (id === undefined || document === undefined) continue;
    of(document).producers.push(id);
    documentsOf.set(id, document);
  }
  for (const step of steps) {
    const id = textAt(step, 'id');
    const run = isRecord(step) ? own(step, 'run') : undefined;
    const review = textAt(run, 'kind') === 'gate' ? textAt(run, 'review') : undefined;
    if (id === undefined || review === undefined) continue;
    const template = parseTemplate(review);
    const reviewed = new Set<string>();
    for (const part of template.ok ? template.parts : []) {
      if (typeof part === 'string') continue;
      for (const [context, name] of references(part)) {
        if (name === undefined) continue;
        const document = context === 'steps' ? documentsOf.get(name) : name;
        if ((context === 'steps' || context === 'documents') && document !== undefined) {
          reviewed.add(document);
        }
      }
    }
    for (const document of reviewed) of(document).gates.push(id);
  }
  return found;
}

/** The gates that a reader of a document waits for. */
export function gatesBefore(sources: DocumentSources, reader: string): readonly string[] {
  const at = sources.gates.indexOf(reader);
  return at < 0 ? sources.gates : sources.gates.slice(0, at);
}

function textAt(json: Json | undefined, key: string): string | undefined {
  const value = isRecord(json) ? own(json, key) : undefined;
  return typeof value === 'string' ? value : undefined;
}
