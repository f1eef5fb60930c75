/** What a kind holds, and what a change of it does, is what the kind declares. */
import { expect, test } from "vitest";

import { catalogue } from "../../platform/catalogue.ts";
import { makePlan } from "../../platform/plan/make-plan.ts";
import { hide } from "../../platform/plan/show.ts";
import { makeEmptySide, type Side } from "../../platform/plan/side.ts";
import type { Catalogue, KindTraits } from "../../platform/spec/catalogue.ts";
import { makeEnvironmentShape } from "../../platform/spec/environment-fields.ts";
import { parseYaml } from "../../platform/spec/parse-yaml.ts";
import { isFields, isMap, type Shape } from "../../platform/spec/schema.ts";
import { makeSource } from "../../platform/spec/source.ts";
import { edit, files, plan } from "./fixture.ts";

const bucket: KindTraits = {
  schema: {
    type: "object",
    additionalProperties: false,
    description: "A place for files.",
    properties: {
      size: { type: "string", form: "size", description: "How much.", examples: ["1Gi"] },
      class: { type: "string", description: "Of disk.", examples: ["cold"] },
    },
  },
  roles: [],
  outputs: () => ({}),
  holdsData: () => true,
  impacts: { size: { impact: "irreversible", reason: "it can grow and not shrink" } },
  removal: () => ({ impact: "brief downtime", reason: "it stops for good" }),
};
const kinds = { ...catalogue.kinds, Bucket: bucket };
const shapes = Object.entries(kinds).map(([kind, { schema }]) => [kind, schema] as const);
const known: Catalogue = {
  ...catalogue,
  kinds,
  environment: makeEnvironmentShape(Object.fromEntries(shapes), catalogue.targets),
};

function sideOf(components: Record<string, object>, label: string): Side {
  const text = JSON.stringify({ version: 1, target: "local", components });
  const { root } = parseYaml(makeSource(`${label}.yaml`, text));
  const value = { ...(JSON.parse(text) as object), images: {}, envGroups: {} };
  return { ...makeEmptySide(label), tree: root!, value };
}

function planOf(before: Record<string, object>, after: Record<string, object>, by = known) {
  return makePlan({
    ...{ environment: "dev", catalogue: by, sources: {}, now: new Date(0), mask: hide, unknown: [] },
    before: sideOf(before, "before"),
    after: sideOf(after, "after"),
  });
}

test("a kind that holds data loses it when it is removed, although no plan knows its name", () => {
  const { losses, refused, impact } = planOf({ files: { kind: "Bucket", size: "50Gi" } }, {});
  expect([impact, refused.length]).toEqual(["data loss", 1]);
  expect(losses).toMatchObject([{ id: "removed", component: "files", acknowledged: false }]);
});

test("a field that declares no impact is a loss of data where there is data, and never no-op", () => {
  const change = planOf({ files: { kind: "Bucket", class: "hot" } }, { files: { kind: "Bucket", class: "cold" } });
  expect(change.losses).toMatchObject([{ id: "class hot → cold", component: "files" }]);
  const gone = { ...known, kinds: catalogue.kinds, environment: catalogue.environment };
  expect(planOf({ files: { kind: "Bucket", size: "50Gi" } }, {}, gone).impact).toBe("data loss");
});

/** Paths of a schema's fields, with those of nested fields and of members of maps. */
function listPaths(shape: Shape): string[][] {
  if (isMap(shape)) return [["NAME"], ...listPaths(shape.additionalProperties).map((one) => ["NAME", ...one])];
  if (!isFields(shape)) return [];
  return Object.entries(shape.properties).flatMap(([field, inside]) => {
    const deeper = listPaths(inside).map((one) => [field, ...one]);
    return deeper.length > 0 ? deeper : [[field]];
  });
}

test.each(Object.entries(catalogue.kinds))("%s declares an impact for every path of its schema", async (_kind, traits) => {
  const { judge } = await import("../../platform/plan/impacts.ts");
  const change = { before: undefined, after: "x", spec: {}, recreated: false, lost: [] };
  const undeclared = listPaths(traits.schema)
    .filter((path) => judge(traits, path, change).reason === "what it does is not declared");
  expect(undeclared).toEqual([]);
});

test("a volume that a running Service gets makes it recreate, so it is brief downtime", () => {
  const after = edit(files, "base", "    port: 8000\n", "    port: 8000\n    volumes: { uploads: { path: uploads } }\n");
  expect(plan(files, after).rows.find(({ path }) => path === "api.volumes.uploads")).toMatchObject({
    impact: "brief downtime",
    effects: [{ component: "api", reason: "the old version ends before the new one starts" }],
  });
  const rolling = edit(after, "base", "    port: 8000\n", "    port: 8000\n    update: rolling\n");
  expect(plan(files, rolling).rows.find(({ path }) => path === "api.volumes.uploads")?.impact).toBe("rolling");
});

test("so does a volume that a Service has alone once nobody shares it", () => {
  const shared = edit(
    edit(files, "base", "    port: 8000\n", "    port: 8000\n    volumes: { uploads: { path: uploads } }\n"),
    "dev", "components:\n", "components:\n  tasks: { volumes: { uploads: { path: uploads } } }\n",
  );
  const alone = edit(shared, "dev", "  tasks: { volumes: { uploads: { path: uploads } } }\n", "");
  const { effects } = plan(shared, alone).rows.find(({ path }) => path === "tasks.volumes.uploads")!;
  expect(effects).toMatchObject([
    { component: "tasks", impact: "restart" },
    { component: "api", impact: "brief downtime" },
  ]);
});

test("a Job applies migrations because of what it uses, whatever it is called", () => {
  const sources = { app: [{
    file: "app/migrations/0014_x/migration.sql", status: "added" as const, text: "ALTER TABLE payments DROP note;",
  }] };
  const renamed = edit(files, "base", "  migrate: { kind: Job, image: app, command: [node, dist/migrate.js]", "  schema: { kind: Job, image: app, command: [node, dist/upgrade.js]");
  const more = edit(renamed, "base", "components:\n", "components:\n  immigration: { kind: Job, image: app, command: [node, immigration.js] }\n");
  const { losses, jobs } = plan(more, more, { sources });
  expect(losses).toMatchObject([{ id: "migration 0014_x: drop payments.note", component: "schema", acknowledged: false }]);
  expect(jobs.filter(({ migrations }) => migrations.length > 0).map(({ component }) => component)).toEqual(["schema"]);
  const said = edit(more, "base", "command: [node, immigration.js]", "command: [node, x.js], envFrom: [app], migrates: true");
  expect(plan(said, said, { sources }).losses).toMatchObject([{ component: "immigration" }]);
});

test("a password that a database reads passes on to who reads the database, and loses nothing", () => {
  const secret = "  given: { kind: Secret, from: { variable: ONE } }\n  key:";
  const own = "engine: postgresql, password: \"${given.value}\" }";
  const given = edit(edit(files, "base", "engine: postgresql }", own), "base", "  key:", secret);
  const { rows, losses } = plan(given, edit(given, "base", "variable: ONE", "variable: TWO"));
  expect(losses).toEqual([]);
  const effects = rows.flatMap((row) => row.effects);
  const impacts = new Map(effects.map(({ component, impact }) => [component, impact]));
  expect(impacts.get("db")).toBe("rolling");
  expect(impacts.get("api")).toBe("rolling");
  expect(impacts.get("tasks")).toBe("restart");
});
