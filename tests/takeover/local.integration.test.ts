/**
 * An environment that version 0.1.0 deployed on `local` and then stopped starts with this version:
 * with its data, ports and generated secrets, and without a recreated resource.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

import { expect, test } from "vitest";

import { pathsOf } from "../../platform/targets/local/paths.ts";
import { giveTo, systemUserFor } from "../../platform/targets/local/system-user.ts";
import { makeProject, type Project } from "../project.ts";

const name = "kept";
const recorded = join(import.meta.dirname, "recorded");
const repository = join(import.meta.dirname, "../..");
/** Where the recorded files say that they are. */
const then = {
  data: "/var/lib/andamio/kept-c696c9b57dd6",
  id: "c696c9b57dd6",
  project: "/srv/project",
  platform: "/srv/andamio",
};
/** What a query of each store and a read of the volume gave then. */
const look = [
  `psql -At "$DATABASE_URL" -c "select text from notes"`,
  `redis-cli -p 18324 -a "$(node -p 'new URL(process.env.CACHE_URL).password')" --no-auth-warning get note`,
  "cat data/uploads/note.txt",
].join("\n");
/** The recorded cluster opens with this major version alone. */
const postgresql = "/usr/lib/postgresql/15/bin/postgres";

test.skipIf(!existsSync(postgresql))(
  "an environment of version 0.1.0 starts with its data, ports and secrets (PostgreSQL 15)",
  async () => {
    const stored = readFileSync(join(recorded, `environments/${name}.yaml`), "utf8");
    await using project = makeProject({ name, environment: stored });
    unpack(project);
    const before = listResources(project);
    const key = readFileSync(join(project.root, `.andamio/${name}/secrets/key`), "utf8");

    const plan = JSON.parse(await project.must("preview", name, "--json")) as {
      resources: { op: string }[];
    };
    expect(plan.resources.filter(({ op }) => op !== "update")).toEqual([]);
    await project.must("up", name);

    expect(listResources(project)).toEqual(before);
    expect(await project.must("exec", name, "api", "--", "sh", "-c", look)).toBe("kept\nkept\nkept\n");
    expect(await (await fetch("http://127.0.0.1:18321/")).text()).toBe(key);
    expect(await (await fetch("http://127.0.0.1:18322/")).text()).toBe("<h1>kept</h1>\n");
    expect(await project.must("up", name)).toContain("nothing changed");
  },
);

/** The files of then, as if they had been written in this project and by this platform. */
function unpack({ root }: Project): void {
  const tar = brotliDecompressSync(readFileSync(join(recorded, "local.tar.br")));
  const extract = (part: string, to: string) => {
    mkdirSync(to, { recursive: true, mode: 0o711 });
    const options = ["--same-permissions", "--strip-components=2", "--directory", to];
    execFileSync("tar", ["--extract", ...options, `./${part}`], { input: tar });
  };
  const { data, sockets, home } = pathsOf(root, name);
  extract("andamio", dirname(home));
  extract("data", data);
  cpSync(join(recorded, "app"), join(root, "app"), { recursive: true });
  const id = dirname(sockets).split("/").at(-1)!;
  const move = (text: string): string =>
    text
      .replaceAll(then.data, data)
      .replaceAll(then.id, id)
      .replaceAll(then.project, root)
      .replaceAll(then.platform, repository);
  for (const path of listAll(dirname(home))) {
    const found = lstatSync(path);
    if (found.isFile()) writeFileSync(path, move(readFileSync(path, "utf8")));
    if (found.isSymbolicLink()) {
      const target = move(readlinkSync(path));
      rmSync(path);
      symlinkSync(target, path);
    }
  }
  for (const [volume, owner] of [["db-data", "postgresql"], ["cache-data", "redis"]] as const) {
    for (const path of [join(data, volume), ...listAll(join(data, volume))]) {
      giveTo(path, systemUserFor(owner));
    }
  }
}

function listAll(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.map((path) => join(folder, path));
}

interface Resource {
  urn: string;
  id?: string;
  outputs?: Record<string, unknown>;
}

/** What the engine and the volumes are known by. */
function listResources({ root }: Project): unknown[] {
  const path = join(root, `.andamio/state/.pulumi/stacks/andamio/${name}.json`);
  const { checkpoint } = JSON.parse(readFileSync(path, "utf8")) as {
    checkpoint: { latest: { resources: Resource[] } };
  };
  return checkpoint.latest.resources
    .map(({ urn, id, outputs }) => ({ urn, id, identity: outputs?.["identity"], port: outputs?.["port"] }))
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}
