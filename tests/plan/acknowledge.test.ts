/** A loss of data is applied only where the file repeats what the plan says of it. */
import { expect, test } from "vitest";

import { edit, type Files, files, plan } from "./fixture.ts";

const engine = edit(files, "base", "engine: postgresql", "engine: postgresql, name: claims");

function acknowledge(all: Files, component: string, change: string): Files {
  const given = `{ change: "${change}", reason: moved with a dump, owner: db@example.com }`;
  return edit(all, "dev", "target: local", `target: local\nacknowledge: { ${component}: ${given} }`);
}

test("it is refused where the line stands, with the words to write", () => {
  const { refused, impact } = plan(files, engine);
  expect(impact).toBe("data loss");
  expect(refused).toMatchObject([
    {
      message: expect.stringContaining("\"db\" would lose data: name not set → claims") as string,
      place: { file: "environments/base.yaml", line: 11 },
      hint: "acknowledge: { db: { change: \"name not set → claims\", reason: …, owner: … } }",
    },
  ]);
});

test("the plan's own words cover it, and nothing else does", () => {
  const given = acknowledge(engine, "db", "name not set → claims");
  expect(plan(files, given)).toMatchObject({ refused: [], warnings: [] });
  const old = acknowledge(engine, "db", "name not set → loans");
  expect(plan(files, old).refused).toMatchObject([{ place: { file: "environments/dev.yaml", line: 4 } }]);
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
