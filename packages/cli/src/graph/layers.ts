/**
 * The order of nodes in layers (Sugiyama's method): a step stands one layer after the last of its needs, an edge that
 * is longer than one layer gets a place in each layer on its way, and the order within layers is the one of few crossings.
 * @module
 */
import { levels } from '@sluice/core/plan';

/** A node of a layer: a step, or a place where a long edge passes. */
export interface LayerItem {
  readonly key: string;
  /** The id of the step; undefined for a place on an edge. */
  readonly step?: string;
}

/** The layers, and each edge as the keys that it passes through. */
export interface Layers {
  readonly layers: readonly (readonly LayerItem[])[];
  readonly routes: readonly {
    readonly from: string;
    readonly to: string;
    readonly keys: readonly string[];
  }[];
}

const SWEEPS = 12;

/** Lays steps into layers. `needs` name steps of the same list. */
export function toLayers(
  steps: readonly { readonly id: string; readonly needs: readonly string[] }[],
): Layers {
  const layers: LayerItem[][] = levels(steps).map((ids) =>
    ids.map((id) => ({ key: id, step: id })),
  );
  const layerOf = new Map(
    layers.flatMap((items, at) => items.map(({ key }) => [key, at] as const)),
  );
  const routes = steps.flatMap((step) =>
    step.needs.map((need) => {
      const keys = [need];
      for (let at = layerOf.get(need)! + 1; at < layerOf.get(step.id)!; at++) {
        const key = `${need}\n${step.id}\n${at}`;
        layers[at]!.push({ key });
        keys.push(key);
      }
      return { from: need, to: step.id, keys: [...keys, step.id] };
    }),
  );
  return { layers: order(layers, routes), routes };
}

/** Orders each layer by the middle of its neighbours, to and fro; keeps the order with the fewest crossings. */
function order(start: LayerItem[][], routes: Layers['routes']): LayerItem[][] {
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  const link = (map: Map<string, string[]>, key: string, other: string): void => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [other]);
    else known.push(other);
  };
  for (const { keys } of routes) {
    for (let at = 1; at < keys.length; at++) {
      link(after, keys[at - 1]!, keys[at]!);
      link(before, keys[at]!, keys[at - 1]!);
    }
  }
  let best = start;
  let fewest = crossings(start, after);
  let layers = start;
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const forward = sweep % 2 === 0;
    layers = layers.map((items) => [...items]);
    for (let step = 1; step < layers.length; step++) {
      const at = forward ? step : layers.length - 1 - step;
      const fixed = layers[forward ? at - 1 : at + 1]!;
      const place = new Map(fixed.map(({ key }, index) => [key, index]));
      const neighbours = forward ? before : after;
      const middle = new Map(
        layers[at]!.map((item, index) => {
          const places = (neighbours.get(item.key) ?? []).map((key) => place.get(key)!);
          const sum = places.reduce((total, each) => total + each, 0);
          return [item.key, places.length === 0 ? index : sum / places.length];
        }),
      );
      layers[at]!.sort((a, b) => middle.get(a.key)! - middle.get(b.key)!);
    }
    const count = crossings(layers, after);
    if (count < fewest) {
      best = layers;
      fewest = count;
    }
  }
  return best;
}

/** How often edges cross between neighbouring layers. */
function crossings(
  layers: readonly (readonly LayerItem[])[],
  after: ReadonlyMap<string, readonly string[]>,
): number {
  let count = 0;
  for (let at = 0; at + 1 < layers.length; at++) {
    const place = new Map(layers[at + 1]!.map(({ key }, index) => [key, index]));
    const ends = layers[at]!.map(({ key }) =>
      (after.get(key) ?? []).map((other) => place.get(other)!),
    );
    for (let one = 0; one < ends.length; one++) {
      for (let other = one + 1; other < ends.length; other++) {
        for (const a of ends[one]!) for (const b of ends[other]!) if (a > b) count++;
      }
    }
  }
  return count;
}
