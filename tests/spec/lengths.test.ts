/** Values longer than Linux or a cluster takes are faults at their place; others are not. */
import { expect, test } from "vitest";

import { findFaults, load } from "./project.ts";

const most = 131_071;

function write(target: string, env: Record<string, string>, more = ""): { "dev.yaml": string } {
  const settings = target === "kubernetes" ? "kubernetes: { context: c }\n" : "";
  const lines = Object.entries(env).map(([name, value]) => `      ${name}: ${value}\n`);
  return {
    "dev.yaml": `version: 1
target: ${target}
${settings}images: { app: { build: ./app, repository: localhost:5000/app } }
components:
  api:
    kind: Service
    image: app
    command: [node, a.js]
    port: 8000
    env:
${lines.join("")}${more}`,
  };
}

const targets = ["local", "docker", "kubernetes"];

test.each(targets)("%s: a variable of 128 KiB with its name is a fault, one byte less is none", (target) => {
  const fits = "x".repeat(most - "BIG=".length);
  expect(() => load(write(target, { BIG: fits }))).not.toThrow();
  expect(findFaults(write(target, { BIG: `${fits}x` }))).toMatchObject([
    { code: "too-long", line: target === "kubernetes" ? 12 : 11, column: 7, length: 3 },
  ]);
});

test("bytes count, and not letters; a reference counts for nothing", () => {
  const letters = "ñ".repeat(65_540);
  expect(findFaults(write("local", { A: letters }))).toMatchObject([{ code: "too-long" }]);
  const referred = `"${"x".repeat(most - 2)}\${environment.name}"`;
  expect(() => load(write("local", { A: referred }))).not.toThrow();
});

test("a word of a command and a step of a build have the limit of a variable", () => {
  const long = "y".repeat(most + 1);
  const { "dev.yaml": text } = write("local", { A: "1" });
  const word = text.replace("a.js]", `a.js, ${long}]`);
  const step = text.replace("build: ./app", `build: ./app, steps: [npm ci, ${long}]`);
  expect(findFaults({ "dev.yaml": word })).toMatchObject([{ code: "too-long", line: 8, column: 27 }]);
  expect(findFaults({ "dev.yaml": step })).toMatchObject([{ code: "too-long", line: 3 }]);
});

test.each([
  ["local", 15, 17],
  ["docker", 15, 17],
  ["kubernetes", 7, 9],
])("%s takes %i variables of 128,000 bytes, and not %i", (target, fits, many) => {
  // one file holds 1 MB at most
  const make = (count: number): Record<string, string> => {
    const { "dev.yaml": text } = write(target, { A: "1" });
    const layers = [0, 7, 14].map((first): [string, string] => {
      const names = Array.from({ length: 7 }, (_, at) => first + at).filter((at) => at < count);
      const lines = names.map((at) => `      V${at}: ${"x".repeat(128_000)}\n`).join("");
      const above = `version: 1\nextends: ./l${first + 7}.yaml\ncomponents:\n  api:\n    env:\n      B: 1\n`;
      return [first === 0 ? "dev.yaml" : `l${first}.yaml`, above + lines];
    });
    return { ...Object.fromEntries(layers), "l21.yaml": text };
  };
  expect(() => load(make(fits))).not.toThrow();
  expect(findFaults(make(many))).toMatchObject([
    { code: "too-long", message: expect.stringContaining("together") as string },
  ]);
});
