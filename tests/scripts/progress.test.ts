/** What a deployment looks like while it goes on. */
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { describe, expect, test } from "vitest";

import type { Declaration } from "../../platform/targets/target.ts";
import { createOutput } from "../../scripts/lib/output.ts";
import { startProgress } from "../../scripts/lib/progress.ts";
import { createProgressModel, type ProgressModel, type Step } from "../../scripts/lib/progress-model.ts";
import { renderChanges, renderFrame } from "../../scripts/lib/progress-view.ts";
import { asTerminal } from "./run-here.ts";

function declare(name: string, parent: string, more: Partial<Declaration> = {}): Declaration {
  return { type: "andamio:local:Thing", name, parent, props: {}, needs: [], origin: { component: parent, pointer: `/components/${parent}` }, ...more };
}

const declarations = [
  declare("db-volume", "db"),
  declare("db", "db", { props: { volume: { $ref: "db-volume", output: "path", secret: false } } }),
  declare("api", "api", { props: { env: { DATABASE_URL: { $join: ["postgresql://", { $ref: "db", output: "port", secret: false }] } } }, needs: ["cache"] }),
  declare("cache", "cache"),
];

const size = { columns: 40, rows: 10 };

function play(model: ProgressModel, steps: readonly [string, Step["phase"], string, number][]): void {
  for (const [name, phase, op, now] of steps) {
    model.apply({ name, phase, op, type: "andamio:local:Thing" }, now);
  }
}

function frame(model: ProgressModel, now: number, { columns, rows } = size): string[] {
  return renderFrame(model.list(now), { columns, rows, direction: "up", paint: (_format, text) => text });
}

describe("the live display", () => {
  test("says what each component does, or waits for", () => {
    const model = createProgressModel(declarations, "up");
    play(model, [["db-volume", "start", "create", 0], ["db-volume", "done", "create", 500], ["db", "start", "create", 500], ["cache", "start", "create", 600]]);
    expect(frame(model, 2000)).toEqual([
      "* db     creating, 2.0 s",
      "· api    waits for db, cache",
      "* cache  creating, 1.4 s",
    ]);
    play(model, [["cache", "done", "create", 2100], ["db", "done", "create", 3000], ["api", "start", "create", 3000], ["api", "failed", "create", 15_000]]);
    expect(frame(model, 20_000)).toEqual([
      "✓ db     done in 3.0 s",
      "✗ api    failed after 12 s",
      "✓ cache  done in 1.5 s",
    ]);
  });

  test("takes no look for a change", () => {
    const model = createProgressModel(declarations, "up");
    play(model, [["cache", "start", "refresh", 0], ["cache", "done", "refresh", 100], ["cache", "start", "same", 100], ["cache", "done", "same", 100]]);
    expect(frame(model, 1000)[2]).toBe("✓ cache  unchanged");
  });

  test("never wraps a line and never outgrows the terminal", () => {
    const many = Array.from({ length: 30 }, (_, index) => declare(`component-number-${index}`, `component-number-${index}`, { needs: ["component-number-0"] }));
    const lines = frame(createProgressModel(many, "up"), 0, { columns: 24, rows: 10 });
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe("  and 21 more");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(24);
  });
});

test("on a terminal each frame is drawn over the last, and what is said stays above", async () => {
  delete process.env.CI; // where nobody watches
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 60, rows: 10 });
  const output = createOutput(false, asTerminal(stream), asTerminal(stream));
  const display = startProgress([declare("cache", "cache")], output, "up");
  display.apply({ name: "cache", type: "andamio:local:Thing", op: "create", phase: "start" });
  output.note("said meanwhile");
  display.apply({ name: "cache", type: "andamio:local:Thing", op: "create", phase: "done" });
  display.stop(true);
  output.note("said after");
  stream.end();
  const drawn = (await text(stream)).replaceAll(/\u001b\[\d+m/g, "");
  const eraseOne = "\u001b[1A\r\u001b[J";
  expect(drawn).toMatch(/^said meanwhile\n\* cache {2}creating, 0\.0 s\n/);
  expect(drawn.slice(drawn.indexOf(eraseOne))).toBe(`${eraseOne}✓ cache  done in 0.0 s\nsaid after\n`);
});

test("without a terminal there is a line for each thing that begins or ends, and none for what stays", () => {
  const model = createProgressModel(declarations, "up");
  const lines: string[] = [];
  const steps: [string, Step["phase"], string, number][] = [
    ["cache", "start", "same", 0], ["cache", "done", "same", 0], ["db-volume", "start", "create", 0], ["db-volume", "done", "create", 10],
    ["db", "start", "create", 10], ["db", "done", "create", 2000],
  ];
  for (const step of steps) {
    const before = model.list(step[3]);
    play(model, [step]);
    lines.push(...renderChanges(before, model.list(step[3]), "up"));
  }
  expect(lines).toEqual(["db     creating volume", "db     done in 2.0 s"]);
});

test("what is removed waits for what needs it", () => {
  const model = createProgressModel(declarations, "destroy");
  play(model, [["api", "start", "delete", 0]]);
  const view = { columns: 60, rows: 10, direction: "destroy", paint: (_format: unknown, text: string) => text } as const;
  expect(renderFrame(model.list(500), view)).toEqual(["· db     waits for api", "* api    removing, 0.5 s", "· cache  waits for api"]);
  play(model, [["api", "done", "delete", 1000]]);
  model.finish();
  expect(renderFrame(model.list(2000), view)).toEqual(["✓ db     nothing to remove", "✓ api    removed in 1.0 s", "✓ cache  nothing to remove"]);
});

test("a component's own resource is not taken for the component", () => {
  const model = createProgressModel([declare("cache", "cache")], "up");
  model.apply({ name: "cache", type: "andamio:index:Redis", op: "create", phase: "done" }, 0);
  expect(model.list(0)[0]?.state).toBe("waiting");
});
