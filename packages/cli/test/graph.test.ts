import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagram, DiagramNode } from '../src/graph/diagram.ts';
import { type Box, layOut } from '../src/graph/layout.ts';
import { session, shellPlan } from './support/session.ts';

const release = shellPlan(
  {
    lint: 'npm run "lint" && echo <done>',
    build: { command: 'make', matrix: { axes: [['os', ['linux', 'macos']]] } },
    items: {
      needs: ['build'],
      run: {
        kind: 'each',
        loop: 'item',
        over: '${{ steps.build.outputs.items }}',
        steps: [
          { id: 'check', run: { kind: 'shell', command: 'check' } },
          { id: 'sign', needs: ['check'], run: { kind: 'shell', command: 'sign' } },
        ],
        outputs: {},
      },
    },
    accept: { needs: ['items'], run: { kind: 'gate', acceptors: ['ana'], onReject: 'fail' } },
    publish: { command: 'publish', needs: ['lint', 'accept'], when: "github.ref_name == 'main'" },
  },
  { kind: 'automation', name: 'release' },
);
const graph = async (...args: string[]) => {
  const ended = await session({ 'plan.json': release }).sluice(['graph', 'plan.json', ...args]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return ended.stdout;
};

describe('graph', () => {
  test('as a tree', async () => {
    expect(await graph()).toBe(`release (automation)
├─ lint     $ npm run "lint" && echo <done>
├─ build    $ make; 2 legs: os
├─ items    for each item of steps.build.outputs.items; after build
│  ├─ check  $ check
│  └─ sign   $ sign; after check
├─ accept   waits for ana; after items
└─ publish  $ publish; after lint, accept; when github.ref_name == 'main'
`);
  });

  test('as Mermaid', async () => {
    expect(await graph('--format=mermaid')).toMatchInlineSnapshot(`
      "---
      title: "release (automation)"
      ---
      flowchart LR
        n0["<b>lint</b><br/>#36; npm run #34;lint#34; #38;#38; echo #60;done#62;"]
        n1["<b>build</b><br/>#36; make<br/>2 legs: os"]
        subgraph n2["<b>items</b><br/>for each item of steps.build.outputs.items"]
          n3["<b>check</b><br/>#36; check"]
          n4["<b>sign</b><br/>#36; sign"]
        end
        n5{{"<b>accept</b><br/>waits for ana"}}
        n6["<b>publish</b><br/>#36; publish<br/><i>when github.ref#95;name == #39;main#39;</i>"]
        n1 --> n2
        n2 --> n5
        n0 -.-> n6
        n5 -.-> n6
        n3 --> n4
        classDef conditional stroke-dasharray: 5 4
        class n6 conditional
      "
    `);
  });

  test('as Graphviz', async () => {
    expect(await graph('--format', 'dot')).toMatchInlineSnapshot(`
      "digraph "release (automation)" {
        rankdir=LR;
        node [shape=box, style=rounded];
        "lint" [label="lint\\n$ npm run \\"lint\\" && echo <done>"];
        "build" [label="build\\n$ make\\n2 legs: os"];
        subgraph "cluster_items" {
          label="items";
          "items" [label="items\\nfor each item of steps.build.outputs.items"];
          "items/check" [label="check\\n$ check"];
          "items/sign" [label="sign\\n$ sign"];
        }
        "accept" [label="accept\\nwaits for ana", shape=hexagon];
        "publish" [label="publish\\n$ publish\\nwhen github.ref_name == 'main'", style="rounded,dashed"];
        "build" -> "items";
        "items" -> "accept";
        "lint" -> "publish" [style=dashed];
        "accept" -> "publish" [style=dashed];
        "items/check" -> "items/sign";
      }
      "
    `);
  });

  test('as JSON', async () => {
    const found = JSON.parse(await graph('--json')) as Diagram;
    expect(found.nodes.map((node) => node.id)).toEqual([
      'lint',
      'build',
      'items',
      'accept',
      'publish',
    ]);
    expect(found.nodes[2]?.inner?.edges).toEqual([
      { from: 'items/check', to: 'items/sign', conditional: false },
    ]);
    expect(found.edges).toContainEqual({ from: 'accept', to: 'publish', conditional: true });
  });

  test('as SVG: every step with its text, conditions dashed, nothing that could be executed', async () => {
    const svg = await graph('--format=svg');
    for (const text of ['lint', 'check', 'sign', '2 legs: os', 'waits for ana']) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(svg).toContain('&lt;done&gt;');
    expect(svg).toMatch(/<rect class="box conditional"/);
    expect(svg.match(/class="way conditional"/g)).toHaveLength(2);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/<script|href|onload/);
    // Every element that is opened is closed, in order.
    const open: string[] = [];
    for (const [, slash, name, self] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (self !== '/') open.push(name!);
    }
    expect(open).toEqual([]);
    expect(await graph('--format=svg')).toBe(svg);
  });

  test.each([
    [['graph'], 'needs the name or the file of a workflow'],
    [['graph', 'plan.json', 'more'], 'does not know what to do with `more`'],
    [['graph', 'plan.json', '--format=svgg'], 'Did you mean `svg`?'],
  ])('%j is wrong use', async (args, message) => {
    const ended = await session({ 'plan.json': release }).sluice(args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

/** Random graphs, some of whose steps hold graphs. */
const diagrams: fc.Arbitrary<Diagram> = fc.letrec<{ diagram: Diagram }>((tie) => ({
  diagram: fc
    .array(
      fc.record({
        needs: fc.array(fc.nat(8), { maxLength: 3 }),
        label: fc.string({ maxLength: 60 }),
        inner: fc.option(tie('diagram'), { depthSize: 'small', maxDepth: 1 }),
      }),
      { minLength: 1, maxLength: 9 },
    )
    .map((steps): Diagram => {
      const nodes = steps.map(
        ({ needs, label, inner }, at): DiagramNode => ({
          id: `s${at}`,
          label,
          kind: 'shell',
          detail: '',
          needs: [...new Set(needs.filter((need) => need < at))].map((need) => `s${need}`),
          ...(inner !== null && { inner }),
        }),
      );
      const edges = nodes.flatMap((node) =>
        node.needs.map((from) => ({ from, to: node.id, conditional: false })),
      );
      return { nodes, edges };
    }),
})).diagram;

describe('the layout of any graph', () => {
  const holds = (outer: Box, inner: Box): boolean =>
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height;
  const apart = (a: Box, b: Box): boolean =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

  test('boxes lie apart or inside each other, within the picture', () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        const layout = layOut(diagram, (text) => text.length * 8);
        const outside = layout.boxes.filter(
          (box) =>
            box.x < 0 ||
            box.y < 0 ||
            box.x + box.width > layout.width ||
            box.y + box.height > layout.height,
        );
        const clashes = layout.boxes.filter((one, at) =>
          layout.boxes
            .slice(at + 1)
            .some((other) => !apart(one, other) && !holds(one, other) && !holds(other, one)),
        );
        expect([outside, clashes]).toEqual([[], []]);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test('an edge goes from left to right, and its straight parts cross no box of its own level', () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        const flat: Diagram = {
          ...diagram,
          nodes: diagram.nodes.map(({ inner: _, ...node }) => node),
        };
        const { boxes, ways } = layOut(flat, (text) => text.length * 8);
        expect(ways).toHaveLength(flat.edges.length);
        for (const { points } of ways) {
          for (let at = 1; at < points.length; at++) {
            const [[x, y], [toX, toY]] = [points[at - 1]!, points[at]!];
            expect(toX).toBeGreaterThan(x);
            if (y !== toY) continue;
            const crossed = boxes.filter(
              (box) => y > box.y && y < box.y + box.height && x < box.x + box.width && toX > box.x,
            );
            expect(crossed).toEqual([]);
          }
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test('a thousand steps', () => {
    const nodes = Array.from(
      { length: 1000 },
      (_, at): DiagramNode => ({
        id: `s${at}`,
        label: `s${at}`,
        kind: 'shell',
        detail: '',
        needs: at < 20 ? [] : [`s${at - 20}`, `s${at - (at % 20) - 20}`],
      }),
    );
    const { boxes } = layOut({ nodes, edges: [] }, (text) => text.length * 8);
    expect(boxes).toHaveLength(1000);
  });
});
