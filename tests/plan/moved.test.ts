/** A rename keeps what the old name had; the plan says so, and says what its end would lose. */
import { expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { load, renderFaults } from "../spec/project.ts";
import { edit, type Files, plan } from "./fixture.ts";

const base = `version: 1
images: { app: { build: ./app, repository: registry.example.com/app } }
envGroups: { app: { API: "\${web.url}" } }
components:
  web: { kind: Service, image: app, command: [node, x.js], port: 80, volumes: { kept: { path: kept } }, env: { KEY: "\${key.value}" } }
  db: { kind: Database, engine: postgresql }
  key: { kind: Secret, generate: {} }
  tidy: { kind: CronJob, image: app, command: [node, x.js], schedule: "0 2 * * *", envFrom: [app] }
  migrate: { kind: Job, image: app, command: [node, x.js], env: { URL: "\${db.url}" } }
`;
const overlay = (target: string) => `version: 1
extends: ./base.yaml
target: ${target}
`;
const filesOn = (target: string): Files => ({
  "environments/base.yaml": base, "environments/dev.yaml": overlay(target),
});
const renamed = (all: Files, moved = "{ www: web, database: db, signing: key, files: kept }"): Files => {
  let text = all["environments/base.yaml"]!;
  for (const [old, name] of [["web", "www"], ["db", "database"], ["key", "signing"]] as const) {
    text = text.replaceAll(`  ${old}: {`, `  ${name}: {`).replaceAll(`\${${old}.`, `\${${name}.`);
  }
  text = text.replace("kept: { path", "files: { path");
  const dev = `${all["environments/dev.yaml"]!}${moved === "" ? "" : `moved: ${moved}\n`}`;
  return { "environments/base.yaml": text, "environments/dev.yaml": dev };
};

test.each(["local", "docker", "kubernetes"])("on %s nothing changes but the names", (target) => {
  const { rows, resources, losses, impact } = plan(filesOn(target), renamed(filesOn(target)));
  expect(rows.map(({ path, text }) => `${path}: ${text}`)).toEqual([
    "www: moved from web", "database: moved from db", "signing: moved from key", "files: moved from kept",
  ]);
  expect([resources, losses, impact]).toEqual([[], [], "no-op"]);
  const declarations = (files: Files) => declare(load({
    "base.yaml": files["environments/base.yaml"]!, "dev.yaml": files["environments/dev.yaml"]!,
  })).map(({ type, name, props, needs }) => ({ type, name, props, needs }));
  expect(declarations(renamed(filesOn(target)))).toEqual(declarations(filesOn(target)));
});

test("a rename beside a change lists that change alone, at its line", () => {
  const all = renamed(filesOn("local"));
  const { rows } = plan(filesOn("local"), edit(all, "base", "port: 80", "port: 81"));
  expect(rows.slice(4).map(({ path, text, place }) => [path, text, place.line])).toEqual([
    ["www.port", "port 80 → 81", 5],
  ]);
});

test("without the entry it is a loss, and so is taking it away too early", () => {
  const before = filesOn("local");
  expect(plan(before, renamed(before, "")).losses.map(({ component, id }) => `${component} ${id}`)).toEqual(
    expect.arrayContaining(["web volume kept", "db removed"]),
  );
  const { losses } = plan(renamed(before), renamed(before, ""));
  expect(losses.map(({ component, id }) => `${component} ${id}`)).toEqual([
    "www moved www", "database moved database", "signing moved signing", "www moved files",
  ].toSpliced(0, 1));
  expect(plan(renamed(before), renamed(before)).rows).toEqual([]);
});

test("an entry that comes after its deployment would leave the data behind", () => {
  const late = renamed(filesOn("local"), "");
  expect(plan(late, renamed(filesOn("local"), "{ database: db }")).losses).toMatchObject([
    { component: "database", id: "moved database" },
  ]);
});

test("an entry on which nothing depends is a warning", () => {
  const text = (name: string, moved = "") => ({
    "environments/base.yaml": base.replace("  tidy:", `  ${name}:`),
    "environments/dev.yaml": `${overlay("local")}${moved}`,
  });
  const after = text("clean", "moved: { clean: tidy }\n");
  expect(plan(text("tidy"), after).warnings.filter(({ message }) => /depends/.test(message))).toEqual([]);
  expect(plan(after, after).warnings).toMatchObject([
    { message: "nothing depends on the old name of \"clean\"", place: { line: 4 } },
  ]);
  expect(plan(renamed(filesOn("local")), renamed(filesOn("local"))).warnings).toEqual([]);
});

test("a component cannot take the name of what the old name still has on the target", () => {
  const more = base.replace("  db: {", "  database: {").replaceAll("${db.", "${database.");
  expect(renderFaults({
    "base.yaml": `${more}  db-data: { kind: Redis }\n`,
    "dev.yaml": `${overlay("local")}moved: { database: db }\n`,
  })).toContain("error: \"db-data\" is the name of the data of \"database\"");
});

test.each([
  ["{ wwww: web }", "4:10", "no component or volume is called \"wwww\""],
  ["{ www: db }", "4:15", "\"db\" is in use, so \"www\" cannot have been it"],
  ["{ www: www }", "4:15", "\"www\" is its own old name"],
  ["{ www: db, db: www }", "4:15", "two names that are exchanged: \"db\" is a new name too"],
  ["{ www: db, db: old }", "4:15", "a chain of renames: \"db\" is a new name too"],
  ["{ www: old, db: old }", "4:24", "\"old\" has become \"www\" already"],
])("moved: %s is a fault at its place", (moved, place, message) => {
  const faults = renderFaults({
    "base.yaml": base.replaceAll("  web:", "  www:").replaceAll("${web.", "${www."),
    "dev.yaml": `${overlay("local")}moved: ${moved}\n`,
  });
  expect(faults).toContain(`environments/dev.yaml:${place}: error: ${message}`);
});
