/** A loss of data is applied only where the file names it, each by its identifier. */
import { expect, test } from "vitest";

import { renderFaults } from "../spec/project.ts";
import { edit, type Files, files, plan } from "./fixture.ts";

const engine = edit(files, "base", "engine: postgresql", "engine: postgresql, name: claims");

function acknowledge(all: Files, component: string, ...ids: readonly string[]): Files {
  const given = ids.map((id) => `"${id}": { reason: moved with a dump, owner: db@example.com }`).join(", ");
  return edit(all, "dev", "target: local", `target: local\nacknowledge: { ${component}: { ${given} } }`);
}

test("it is refused where the line stands, with the words to write", () => {
  const { refused, impact } = plan(files, engine);
  expect(impact).toBe("data loss");
  expect(refused).toMatchObject([
    {
      message: expect.stringContaining("\"db\" would lose data: name not set → claims") as string,
      place: { file: "environments/base.yaml", line: 11 },
      hint: "acknowledge: { db: { \"name not set → claims\": { reason: …, owner: … } } }",
    },
  ]);
});

test("its identifier covers it, and nothing else does", () => {
  const given = acknowledge(engine, "db", "name not set → claims");
  expect(plan(files, given)).toMatchObject({ refused: [], warnings: [] });
  const old = acknowledge(engine, "db", "name not set → loans");
  expect(plan(files, old)).toMatchObject({
    refused: [{ place: { file: "environments/base.yaml", line: 11 } }],
    warnings: [{ place: { file: "environments/dev.yaml", line: 4 } }],
    losses: [{ id: "name not set → claims", component: "db", acknowledged: false }],
  });
  const other = acknowledge(engine, "cache", "name not set → claims");
  expect(plan(files, other).refused).toHaveLength(1);
});

test("one that is done is a warning", () => {
  const given = acknowledge(engine, "db", "name not set → claims");
  const { refused, warnings } = plan(given, given);
  expect(refused).toEqual([]);
  expect(warnings).toMatchObject([
    { place: { file: "environments/dev.yaml", line: 4 }, hint: "remove it: what it covered is done" },
  ]);
});

test("a database that goes is a loss, also when its file no longer names it", () => {
  const all = edit(files, "base", "  db: { kind: Database, engine: postgresql }\n", "");
  const after = edit(all, "base", "    DATABASE_URL: ${db.url}\n", "");
  const { rows, refused } = plan(files, after);
  expect(rows.find(({ path }) => path === "db")).toMatchObject({
    ...{ change: "removed", side: "before", impact: "data loss" },
    place: { line: 11 },
  });
  expect(refused).toHaveLength(1);
  expect(plan(files, acknowledge(after, "db", "removed")).refused).toEqual([]);
});

test("a move to another target leaves the data of each component behind", () => {
  const { refused } = plan(files, edit(files, "dev", "target: local", "target: docker"));
  expect(refused.map(({ message }) => message)).toEqual([
    "\"db\" would lose data: target local → docker (the data stays where it is now)",
    "\"cache\" would lose data: target local → docker (the data stays where it is now)",
  ]);
});

const disk = edit(files, "base", "    port: 8000\n", "    port: 8000\n    volumes: { a: { path: a }, b: { path: b } }\n");

test("two losses of one component are agreed to one by one", () => {
  const gone = edit(disk, "base", "    volumes: { a: { path: a }, b: { path: b } }\n", "");
  expect(plan(disk, gone).losses.map(({ id }) => id)).toEqual(["volume a", "volume b"]);
  expect(plan(disk, acknowledge(gone, "api", "volume a")).refused).toMatchObject([
    { message: expect.stringContaining("volume b") as string },
  ]);
  expect(plan(disk, acknowledge(gone, "api", "volume a", "volume b")).refused).toEqual([]);
});

test("a component that is removed with its volumes loses each of them", () => {
  const all = { ...files, "environments/dev.yaml": files["environments/dev.yaml"]!
    .replace("  api: { replicas: 3, labels: { tier: front } }", "  api: { volumes: { a: { path: a }, b: { path: b } } }") };
  const gone = edit(all, "dev", "  api: { volumes: { a: { path: a }, b: { path: b } } }", "  api: null");
  expect(plan(all, acknowledge(gone, "api", "volume a")).refused).toHaveLength(1);
  expect(plan(all, acknowledge(gone, "api", "removed")).refused).toHaveLength(2);
  expect(plan(all, acknowledge(gone, "api", "volume a", "volume b")).refused).toEqual([]);
});

test("a Service that is renamed and keeps its volume by name loses nothing", () => {
  const volumes = (name: string) => `components:\n  ${name}: { kind: Service, image: app, command: [node, x.js], port: 80, volumes: { kept: { path: kept } } }\n`;
  const [before, after] = ["web", "www"].map((name) => edit(files, "base", "components:\n", volumes(name)));
  const { losses, refused, rows } = plan(before, after!);
  expect([losses, refused]).toEqual([[], []]);
  expect(rows.find(({ path }) => path === "web")).toMatchObject({ impact: "brief downtime" });
});

test("the shape of before is one fault, which shows how it is written now", () => {
  const old = edit(files, "dev", "target: local", `target: local
acknowledge:
  db: { change: "name not set → claims", reason: moved, owner: db@example.com }`);
  expect(renderFaults({
    "base.yaml": old["environments/base.yaml"]!,
    "dev.yaml": old["environments/dev.yaml"]!,
  })).toBe(`environments/dev.yaml:5:9: error: acknowledge of "db" names no loss: each loss is agreed to by its identifier [wrong-type]
   5 |   db: { change: "name not set → claims", reason: moved, owner: db@example.com }
     |         ^^^^^^
  hint: acknowledge: { db: { "name not set → claims": { reason: moved, owner: db@example.com } } }; andamio preview prints the identifiers`);
});
