/** What rule migrations-first proposes never lies over a component of a layer. */
import { expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { judge } from "../../policies/judge.ts";
import { load } from "../spec/project.ts";

const program = "image: app, command: [node, a.js]";
const base = `version: 1
images: { app: { build: ./app } }
components:
  db: { kind: Database, engine: postgresql }
  migrate: { kind: Job, ${program}, env: { URL: "\${db.url}" } }
  api: { kind: Service, ${program}, port: 8000, env: { URL: "\${db.url}" } }
`;

function propose(layers: Record<string, string>, above: string): string | undefined {
  const dev = `version: 1\nextends: ./base.yaml\ntarget: local\ncomponents:\n${above}`;
  const environment = load({ "base.yaml": base, ...layers, "dev.yaml": dev });
  const findings = judge(environment, declare(environment), { now: new Date("2026-11-22") });
  const found = findings.find(({ rule }) => rule === "migrations-first");
  return JSON.stringify(found)?.match(/([\w-]+): \{ kind: Job/)?.[1];
}

test.each([
  ["a Job that the layer removes", "  migrate: null\n", "migrate-app"],
  ["a Job of something else", "  migrate: { env: { URL: none } }\n", "migrate-app"],
  [
    "both names",
    `  migrate: null\n  migrate-app: { kind: Worker, ${program} }\n`,
    "migrate-2",
  ],
])("%s", (_, above, name) => {
  expect(propose({}, above)).toBe(name);
});

test("without such a component it is migrate", () => {
  expect(propose({ "base.yaml": base.replace(/ {2}migrate.*\n/, "") }, "  db: { version: \"17\" }\n")).toBe("migrate");
});
