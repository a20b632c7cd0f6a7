/**
 * A run as a trace for `chrome://tracing` or Perfetto: what `--profile` writes. The format is Chrome's "Trace Event
 * Format" (complete events, `ph: "X"`, microseconds). A lane is a slot in which one attempt runs at a time; an attempt
 * lies inside the steps that contain it.
 * @module
 */
import type { RunEvent } from '@sluice/core/run';
import { stepName } from '../view/step-name.ts';

/** One entry of a trace. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'M';
  readonly pid: number;
  readonly tid: number;
  /** Microseconds from the start of the run. */
  readonly ts: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** The file as a whole. */
export interface Trace {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
}

interface Span {
  readonly step: string;
  readonly attempt: number;
  readonly start: number;
  readonly end: number;
  readonly result: string;
}

const PID = 1;
/** The lane of the run itself; those of its attempts follow. */
const RUN_LANE = 0;

/** Makes the trace of a run from its events, in order. */
export function chromeTrace(events: readonly RunEvent[]): Trace {
  const [first] = events;
  const last = events.at(-1);
  if (first?.type !== 'run-started' || last === undefined) {
    return { traceEvents: [], displayTimeUnit: 'ms' };
  }
  const micros = (at: number): number => (at - first.at) * 1000;
  const { name } = first.plan;
  const slice = (
    lane: number,
    title: string,
    span: { readonly start: number; readonly end: number },
    cat: string,
    args: TraceEvent['args'],
  ): TraceEvent => ({
    name: title,
    ph: 'X',
    pid: PID,
    tid: lane,
    ts: micros(span.start),
    dur: micros(span.end) - micros(span.start),
    cat,
    ...(args !== undefined && { args }),
  });
  const lanes = toLanes(spansOf(events));
  const labels = [name, ...lanes.map((_, at) => `slot ${at + 1}`)];
  return {
    traceEvents: [
      { name: 'process_name', ph: 'M', pid: PID, tid: 0, ts: 0, args: { name: 'sluice' } },
      ...labels.map(
        (label, tid): TraceEvent => ({
          name: 'thread_name',
          ph: 'M',
          pid: PID,
          tid,
          ts: 0,
          args: { name: label },
        }),
      ),
      slice(RUN_LANE, name, { start: first.at, end: last.at }, 'run', { run: first.run }),
      ...lanes.flatMap((spans, at) => [
        ...containers(spans).map((each) => slice(at + 1, each.name, each, 'group', undefined)),
        ...spans.map((span) =>
          slice(at + 1, labelOf(span), span, 'step', {
            step: span.step,
            attempt: span.attempt,
            result: span.result,
          }),
        ),
      ]),
    ],
    displayTimeUnit: 'ms',
  };
}

/** Every attempt from its start to its end; what was never ended ends with the last event. */
function spansOf(events: readonly RunEvent[]): readonly Span[] {
  const open = new Map<string, Omit<Span, 'end' | 'result'>>();
  const spans: Span[] = [];
  const close = (step: string, attempt: number, end: number, result: string): void => {
    const key = `${step}\n${attempt}`;
    const started = open.get(key);
    if (started === undefined) return;
    open.delete(key);
    spans.push({ ...started, end, result });
  };
  for (const event of events) {
    switch (event.type) {
      case 'step-started':
        open.set(`${event.step}\n${event.attempt}`, {
          step: event.step,
          attempt: event.attempt,
          start: event.at,
        });
        break;
      case 'step-completed':
        close(event.step, event.attempt, event.at, 'success');
        break;
      case 'step-failed':
      case 'step-timed-out':
        close(event.step, event.attempt, event.at, 'failure');
        break;
      case 'step-cancelled':
        close(event.step, event.attempt, event.at, 'cancelled');
        break;
      case 'attempt-lost':
        close(event.step, event.attempt, event.at, 'lost');
        break;
      default:
    }
  }
  const end = events.at(-1)?.at ?? 0;
  for (const started of [...open.values()]) close(started.step, started.attempt, end, 'unfinished');
  return spans;
}

/** Gives every attempt the first lane that is free when it starts. */
function toLanes(spans: readonly Span[]): readonly (readonly Span[])[] {
  const lanes: Span[][] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const free = lanes.find((lane) => lane.at(-1)!.end <= span.start);
    if (free === undefined) lanes.push([span]);
    else free.push(span);
  }
  return lanes;
}

/** What contains attempts that follow each other in one lane: a matrix, a turn, a nested workflow. Outer ones first. */
function containers(
  spans: readonly Span[],
): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  const found: { path: string; name: string; start: number; end: number; last: number }[] = [];
  for (const [at, span] of spans.entries()) {
    const parts = partsOf(span.step).slice(0, -1);
    let path = '';
    for (const part of parts) {
      path += part;
      const before = found.findLast((each) => each.path === path && each.last === at - 1);
      if (before === undefined)
        found.push({ path, name: stepName(part), start: span.start, end: span.end, last: at });
      else {
        before.end = span.end;
        before.last = at;
      }
    }
  }
  return found.sort((a, b) => a.path.length - b.path.length);
}

/** `epics[E1]/build[os=linux]` is `epics`, `[E1]`, `/build`, `[os=linux]`. */
function partsOf(step: string): readonly string[] {
  return step.match(/\/?[^/[\]]+|\[[^\]]*\]/g) ?? [step];
}

function labelOf(span: Span): string {
  const own = stepName(partsOf(span.step).at(-1)!.replace(/^\//, ''));
  return span.attempt > 1 ? `${own} (attempt ${span.attempt})` : own;
}
