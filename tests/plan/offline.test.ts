/** `andamio preview --offline`: files against files, without engine, state or credentials. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv } from "ajv";
import { expect, test } from "vitest";

import type { Plan } from "../../platform/plan/plan.ts";
import { edit, files } from "./fixture.ts";
import { makeRepository } from "./repository.ts";

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../platform/plan/plan.schema.json"), "utf8"),
) as object;

const andamioProgram = join(import.meta.dirname, "../../scripts/andamio.ts");

const now = ["--now", "2026-11-22T10:00Z"];
const app = { "app/server.ts": "hello\n" };
const init = "app/prisma/migrations/postgresql/20260101_init/migration.sql";

test("one changed line is one row, its resources, and nothing that is not asked for", async () => {
  const { andamio, write } = makeRepository({ ...files, ...app });
  write(edit(files, "dev", "replicas: 3", "replicas: 4"));
  const { stdout, code } = await andamio("preview", "--offline", "--against", "main", ...now);
  expect(code).toBe(0);
  const own = stdout.replace(/Not as written[^]*?\n\n/, "").replace(/\nWarnings\n[^]*/, "");
  expect(own).toBe(`dev on local, against main: 1 change: 1 changed, new

environments/dev.yaml:9:20 api.replicas 3 → 4
  new  api: starts 1 more (3 → 4)
    ~ Workload api (replicas)

Cannot be known here
  - what runs now, and what was changed there by hand
  - values of secrets, free ports and digests of images
  - whether a resource is updated in place or replaced
`);
});

test("the same files give the same bytes, and the time is no part of the digest", async () => {
  const { andamio, write } = makeRepository({ ...files, ...app });
  write(edit(files, "base", "\"0 2 * * *\"", "\"0 3 * * *\""));
  const ask = (time: string) =>
    andamio("preview", "--offline", "--against", "main", "--json", "--now", time);
  const first = await ask("2026-11-22T10:00Z");
  expect(await ask("2026-11-22T10:00Z")).toEqual(first);
  const later = JSON.parse((await ask("2026-12-24T10:00Z")).stdout) as Plan;
  const plan = JSON.parse(first.stdout) as Plan;
  expect(later.digest).toBe(plan.digest);
  expect(later.schedules).not.toEqual(plan.schedules);
});

test("--exit-code is 3 when something would change, and 0 when nothing would", async () => {
  const { andamio, write } = makeRepository({ ...files, ...app });
  expect((await andamio("preview", "--offline", "--against", "HEAD", "--exit-code")).code).toBe(0);
  write(edit(files, "dev", "debug", "trace"));
  expect((await andamio("preview", "--offline", "--exit-code")).code).toBe(3);
});

test("--json follows its published schema, whatever changes", async () => {
  const { andamio, write } = makeRepository({ ...files, ...app, [init]: "create table a ();" });
  const validate = new Ajv({ strict: false }).compile(schema);
  const second = init.replace("20260101_init", "20260201_drop");
  write({
    ...edit(files, "base", "engine: postgresql", "engine: postgresql, name: claims"),
    ...{ "app/server.ts": "other\n", [second]: "drop table a;" },
  });
  const { stdout, code } = await andamio("preview", "--offline", "--json", ...now);
  const plan = JSON.parse(stdout) as Plan;
  expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
  expect(code).toBe(2);
  expect(plan.losses.map(({ id }) => id)).toEqual(["migration 20260201_drop: drop a", "name not set → claims"]);
});

test("a release shows the migration that it brings, with what it destroys", async () => {
  const { andamio, write } = makeRepository({ ...files, ...app, [init]: "create table a ();" });
  const second = init.replace("20260101_init", "20260201_drop");
  const other = second.replace("postgresql", "sqlite");
  write({ [second]: "CREATE INDEX i ON b (c); -- fast\nDROP TABLE \"a\";\n", [other]: "drop table a;" });
  const { stdout, code } = await andamio("preview", "--offline", ...now);
  expect(code).toBe(2);
  expect(stdout).toContain(`Will run, in this order
  1. migrate  node dist/migrate.js
     because of images.app
     ${second}
       CREATE INDEX i ON b (c)
     ! DROP TABLE "a"
`);
  expect(stdout.slice(stdout.indexOf("Will run"))).not.toContain(other);
  expect(stdout).toContain("data loss  migrate: it runs again, and 1 of its statements destroys data");
  expect(stdout).toContain("acknowledge: { migrate: { \"migration 20260201_drop: drop a\": { reason: …, owner: … } } }");
});

test("a file is compared with a file", async () => {
  const { andamio, write } = makeRepository({ ...files, ...app });
  write({ "environments/next.yaml": files["environments/dev.yaml"]!.replace("debug", "warn") });
  const { stdout } = await andamio("preview", "next", "--against", "environments/dev.yaml");
  expect(stdout).toContain("next on local, against environments/dev.yaml: 1 change");
  expect(stdout).toContain("environments/next.yaml:7:21 envGroups.app.LOG_LEVEL debug → warn");
});

test("an environment that is new is all new, and one whose old files had faults says so", async () => {
  const broken = edit(files, "base", "replicas: 2", "replica: 2");
  const { andamio, write } = makeRepository({ ...broken, ...app });
  write({ ...files, "environments/fresh.yaml": files["environments/dev.yaml"]! });
  const fresh = await andamio("preview", "fresh", "--offline", "--json");
  const { rows } = JSON.parse(fresh.stdout) as Plan;
  expect(rows.filter(({ path }) => path === "db")).toMatchObject([{ change: "added", impact: "new" }]);
  const { stdout, code } = await andamio("preview", "dev", "--offline", "--against", "HEAD");
  expect(code).toBe(0);
  expect(stdout).toContain("which resources change: HEAD has faults");
});

test("the bytes are the same without a network, credentials or a home", async ({ skip }) => {
  const isolated = ["unshare", "--map-root-user", "--net"];
  if (spawnSync(isolated[0]!, [...isolated.slice(1), "true"]).status !== 0) skip("no namespace here");
  const { root, write } = makeRepository({ ...files, ...app });
  write(edit(files, "base", "\"0 2 * * *\"", "\"0 3 * * *\""));
  const ask = (before: readonly string[], env: NodeJS.ProcessEnv) => {
    const words = [...before, process.execPath, andamioProgram, "preview", "--offline", ...now];
    const { stdout, status } = spawnSync(words[0]!, words.slice(1), { cwd: root, env, encoding: "utf8" });
    expect(status).toBe(0);
    return stdout;
  };
  const known = ask([], process.env);
  expect(known).toContain("tidy");
  expect(ask(isolated, { PATH: process.env["PATH"], HOME: "/nowhere" })).toBe(known);
});

test("a commit that is not there is told with what to do", async () => {
  const { andamio } = makeRepository({ ...files, ...app });
  const { code, stderr } = await andamio("preview", "--offline", "--against", "nowhere");
  expect(code).toBe(2);
  expect(stderr).toContain("git knows no commit \"nowhere\" here");
});

test("a port that moves takes along who refers to it; a generated value stays", async () => {
  const schedule = "schedule: \"0 2 * * *\"";
  const using = edit(files, "base", schedule, `env: { API: "\${api.url}" }, ${schedule}`);
  const { andamio, write } = makeRepository({ ...using, ...app });
  write(edit(edit(using, "base", "port: 8000", "port: 8001"), "base", "bytes: 48", "bytes: 64"));
  const { stdout } = await andamio("preview", "--offline", "--against", "main", "--json", ...now);
  const { rows } = JSON.parse(stdout) as Plan;
  const listed = Object.fromEntries(rows.map(({ path, resources }) => [path, resources]));
  expect(listed["api.port"]).toEqual(["api-route", "api", "tidy"]);
  expect(listed["key.generate.bytes"]).toEqual(["key"]);
});

test("an environment that was never deployed shows what the first up makes", async () => {
  const { andamio, write } = makeRepository({ ...files, ...app });
  const { stdout, code } = await andamio("preview", "dev", "--offline", "--json", "--exit-code", ...now);
  const plan = JSON.parse(stdout) as Plan;
  expect(code).toBe(3);
  expect(plan).toMatchObject({ against: "nothing", changed: true, impact: "new" });
  expect(plan.resources.every(({ op }) => op === "create")).toBe(true);
  expect(plan.resources.map(({ name }) => name)).toEqual(expect.arrayContaining(["db", "api", "tidy"]));
  // a state of this clone is the word on it
  write({ ".andamio/state/.pulumi/stacks/andamio/dev.json": "{}" });
  expect((await andamio("preview", "dev", "--offline", "--exit-code")).code).toBe(0);
});
