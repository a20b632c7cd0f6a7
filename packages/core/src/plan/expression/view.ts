/**
 * Lazy views of raw JSON for GitHub's evaluator. Nothing is copied: a view wraps a value when it is looked at, and
 * gives the very same value back at the end.
 *
 * A view keeps the views of its children, so that a path is equal to itself (GitHub compares objects by identity),
 * while two paths are never equal because they happen to share an object in this process.
 * @module
 */
import { data } from '@actions/expressions';

/** What the evaluator works with. */
export type View = data.ExpressionData;

const NULL: View = new data.Null();
const TRUE: View = new data.BooleanData(true);
const FALSE: View = new data.BooleanData(false);

/** The view of a raw value. `exactKeys`: property names keep their case, as environment variables on Linux do. */
export function viewOf(raw: unknown, exactKeys = false): View {
  switch (typeof raw) {
    case 'string':
      return new data.StringData(raw);
    case 'number':
      return new data.NumberData(raw);
    case 'boolean':
      return raw ? TRUE : FALSE;
    case 'bigint':
      return new data.StringData(String(raw));
    case 'object':
      if (raw === null) return NULL;
      // The evaluator asks for `kind` and calls the methods below; it never looks at the class.
      return (Array.isArray(raw)
        ? new ListView(raw)
        : new RecordView(raw, exactKeys)) as unknown as View;
    default:
      return NULL;
  }
}

/** The raw value behind a view: the object itself, not a copy. What `.*` collects is a new list. */
export function rawOf(view: View): unknown {
  if (view instanceof RecordView || view instanceof ListView) return (view as Raw).raw;
  switch (view.kind) {
    case data.Kind.Null:
      return null;
    case data.Kind.String:
    case data.Kind.Boolean:
    case data.Kind.Number:
      return view.value;
    default:
      // Only the evaluator's own filtered lists are left.
      return (view as data.Array).values().map(rawOf);
  }
}

/** True for a view of an object, as opposed to a list or a single value. */
export function isRecordView(view: View): view is View & { values(): View[] } {
  return view instanceof RecordView;
}

interface Raw {
  readonly raw: unknown;
}

/** An object, or anything with properties: own ones, getters of a class, a proxy with `has` and `get`. */
class RecordView implements Raw {
  readonly kind: data.Kind = data.Kind.Dictionary;
  readonly primitive: boolean = false;
  readonly raw: object;
  readonly #exactKeys: boolean;
  readonly #children = new Map<string, View>();

  constructor(raw: object, exactKeys: boolean) {
    this.raw = raw;
    this.#exactKeys = exactKeys;
  }

  coerceString(): string {
    return 'Object';
  }

  number(): number {
    return Number.NaN;
  }

  get(key: string): View | undefined {
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    const name = this.#nameFor(key);
    if (name === undefined) return undefined;
    const child = this.#child(name);
    if (child !== undefined && name !== key) this.#children.set(key, child);
    return child;
  }

  values(): View[] {
    return this.pairs().map(({ value }) => value);
  }

  pairs(): { key: string; value: View }[] {
    return Object.keys(this.raw).map((key) => ({ key, value: this.#child(key) ?? NULL }));
  }

  #child(name: string): View | undefined {
    const known = this.#children.get(name);
    if (known !== undefined) return known;
    const raw: unknown = (this.raw as Record<string, unknown>)[name];
    if (raw === undefined) return undefined;
    const child = viewOf(raw);
    this.#children.set(name, child);
    return child;
  }

  /** The exact name first, then the first that differs in case only. */
  #nameFor(key: string): string | undefined {
    if (Object.hasOwn(this.raw, key)) return key;
    if (!(key in Object.prototype) && key in this.raw) return key;
    if (this.#exactKeys) return undefined;
    const lower = key.toLowerCase();
    for (const name in this.raw) {
      if (name.length === key.length && name.toLowerCase() === lower) return name;
    }
    return undefined;
  }
}

class ListView implements Raw {
  readonly kind: data.Kind = data.Kind.Array;
  readonly primitive: boolean = false;
  readonly raw: readonly unknown[];
  readonly #children: View[] = [];

  constructor(raw: readonly unknown[]) {
    this.raw = raw;
  }

  coerceString(): string {
    return 'Array';
  }

  number(): number {
    return Number.NaN;
  }

  get(index: number): View {
    this.#children[index] ??= viewOf(this.raw[index]);
    return this.#children[index];
  }

  /** The evaluator asks for all values even to know how many there are, so this makes none of them. */
  values(): Values {
    return new Values(this);
  }
}

/** As much of a list as the evaluator and its functions use. */
class Values {
  readonly #list: ListView;
  readonly length: number;

  constructor(list: ListView) {
    this.#list = list;
    this.length = list.raw.length;
  }

  *[Symbol.iterator](): Generator<View> {
    for (let at = 0; at < this.length; at++) yield this.#list.get(at);
  }

  map<T>(change: (view: View) => T): T[] {
    return Array.from(this, change);
  }
}
