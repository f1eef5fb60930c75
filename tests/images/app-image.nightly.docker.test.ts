/** The app's own image: what is in it, who runs it, and that it works with nothing to write to. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { listContext } from "../../platform/images/context-files.ts";
import type { Image, ImageOrder } from "../../platform/images/image-order.ts";
import { provideImage } from "../../platform/images/provide-image.ts";
import { until } from "../app/helper.ts";
import { missing as servers, startPostgresql } from "../app/servers.ts";
import { onDocker } from "../lab/lab.ts";
import { findHadolint } from "./hadolint.ts";
import { docker, freePort, removeImages } from "./image-kit.ts";

const app = join(import.meta.dirname, "../../app");
/** How both targets run it. */
const strict = [
  "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
];

interface Configured {
  Config: {
    User: string;
    Labels: Record<string, string>;
    ExposedPorts: Record<string, unknown>;
    Cmd: string[];
    Healthcheck: { Interval: number; Timeout: number };
  };
  RootFS: { Layers: string[] };
  Size: number;
}

onDocker("the app's image", ({ host }) => {
  process.env["DOCKER_HOST"] ??= host;
  let order: ImageOrder;
  let image: Image;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "andamio-app-image-"));
    for (const { path } of [...listContext(app, "Dockerfile"), { path: "Dockerfile" }, { path: ".dockerignore" }]) {
      mkdirSync(dirname(join(folder, "app-copy", path)), { recursive: true });
      cpSync(join(app, path), join(folder, "app-copy", path));
    }
    order = {
      name: "app",
      context: join(folder, "app-copy"),
      dockerfile: "Dockerfile",
      stage: "production",
      args: {},
      noCache: false,
      tags: [],
      push: false,
      registries: {},
    };
    image = await provideImage(order);
  });

  afterAll(() => {
    removeImages("andamio/app-copy");
    rmSync(folder, { recursive: true, force: true });
  });

  const inspect = (reference: string) =>
    (JSON.parse(docker("image", "inspect", reference)) as [Configured])[0];
  const run = (...words: string[]) => docker("run", "--rm", ...strict, image.reference, ...words);

  test("C000-46 X46 it runs as appuser, who is 10001 and owns the folder", () => {
    expect(run("id", "-un")).toBe("appuser");
    expect(run("id", "-u")).toBe("10001");
    expect(run("stat", "-c", "%U", "/app")).toBe("appuser");
    expect(inspect(image.reference).Config.User).toBe("10001:10001");
  });

  test("C000-44 it can dump the database, and keeps no package lists", () => {
    expect(run("pg_dump", "--version")).toContain("pg_dump (PostgreSQL)");
    expect(run("ls", "-A", "/var/lib/apt/lists")).toBe("");
  });

  test("for MySQL it can be given the program that dumps that", async () => {
    const args = { DATABASE_CLIENT: "default-mysql-client" };
    const { reference } = await provideImage({ ...order, args, stage: "client" });
    const on = (...words: string[]) => docker("run", "--rm", reference, ...words);
    expect(on("bin/mariadb-dump", "--version")).toContain("mariadb-dump");
    expect(on("cat", "libraries")).toContain("libssl3");
  });

  test("C000-47 N003-11 it says its port and its version", () => {
    const { ExposedPorts, Labels } = inspect(image.reference).Config;
    const { version } = JSON.parse(readFileSync(join(app, "package.json"), "utf8")) as { version: string };
    expect(Object.keys(ExposedPorts)).toEqual(["8000/tcp"]);
    expect(Labels["org.opencontainers.image.version"]).toBe(version);
  });

  test("it holds nothing that builds or installs", () => {
    const tools = ["npm", "npx", "corepack", "yarn", "tsc", "prisma", "gcc", "make", "python3", "curl", "git"];
    const found = run("sh", "-c", `for tool in ${tools.join(" ")}; do command -v $tool; done; true`);
    expect(found).toBe("");
    const modules = ["typescript", "prisma", "@prisma/engines", "@prisma/internals", ".bin"];
    expect(run("sh", "-c", `cd node_modules; ls -d ${modules.join(" ")} 2>/dev/null; true`)).toBe("");
  });

  test("it adds little to its base, and the size is told", () => {
    const size = inspect(image.reference).Size / 1e6;
    const base = inspect("node:24-bookworm-slim").Size / 1e6;
    console.log(`the app's image: ${size.toFixed(0)} MB, of which ${base.toFixed(0)} MB are its base`);
    expect(size - base).toBeLessThan(150);
  });

  test("C000-45 R002-48 a changed source file leaves the layer of the dependencies as it is", async () => {
    const file = join(order.context, "root.ts");
    writeFileSync(file, `${readFileSync(file, "utf8")}\nexport const changed = true;\n`);
    const changed = await provideImage(order);
    expect(changed.done.built).toBe(true);
    const before = inspect(image.reference).RootFS.Layers;
    const after = inspect(changed.reference).RootFS.Layers;
    const different = after.filter((layer) => !before.includes(layer));
    expect(different).toHaveLength(1); // that of dist/
    image = changed;
  });

  test("N003-106 its development stage reloads, and its test stage checks", async () => {
    const development = await provideImage({ ...order, stage: "development" });
    expect(inspect(development.reference).Config.Cmd).toEqual(["node", "--watch", "server.ts"]);
    const tested = await provideImage({ ...order, stage: "test" });
    expect(docker("run", "--rm", tested.reference)).toContain("tsc -p .");
  });

  test("C000-49 it keeps SQLite in a volume, its jobs run, and its server listens on 0.0.0.0:8000", async () => {
    const volume = "andamio-test-app-data";
    onTestFinished(() => void docker("volume", "rm", volume));
    const variables = ["-e", "DATABASE_URL=file:data/app.sqlite3", "-e", `JWT_SECRET=${"x".repeat(48)}`];
    const given = [...strict, "-v", `${volume}:/app/data`, ...variables, image.reference];
    const on = (...words: string[]) => docker("run", "--rm", ...given, ...words);
    expect(on("node", "dist/migrate.js")).toContain("\"command\":\"up\"");
    expect(on("node", "dist/jobs.js", "clear-sessions")).toMatch(/\d/);
    const server = docker("run", "-d", ...given);
    onTestFinished(() => void docker("rm", "--force", server));
    await until(() => docker("logs", server).includes("\"Bound to 0.0.0.0:8000\""), "the server to listen");
  });

  test.skipIf(servers.postgresql !== "")(`C000-48 N003-107 it is healthy while its database is, and not without${servers.postgresql}`, async () => {
    const { Healthcheck } = inspect(image.reference).Config;
    expect(Healthcheck).toMatchObject({ Interval: 30e9, Timeout: 3e9 });
    const database = await startPostgresql();
    await database.create("app");
    const port = await freePort();
    const variables = { DATABASE_URL: database.url("app"), JWT_SECRET: "x".repeat(48), PORT: String(port) };
    const env = Object.entries(variables).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    docker("run", "--rm", "--network", "host", ...strict, ...env, image.reference, "node", "dist/migrate.js");
    const often = ["--health-interval", "1s", "--health-retries", "1", "--health-start-period", "0s"];
    const id = docker("run", "-d", "--network", "host", ...strict, ...env, ...often, image.reference);
    onTestFinished(() => void docker("rm", "--force", id));
    const state = () => docker("inspect", "--format", "{{.State.Health.Status}}", id);
    await until(() => state() === "healthy", "the container to be healthy");
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    expect(docker("logs", id)).toMatch(/listening at http:\/\/(?!127\.)/); // not on loopback alone
    await database.stop();
    await until(() => state() === "unhealthy", "the container to be unhealthy");
  });

  test("hadolint finds nothing in its Dockerfile", () => {
    const found = spawnSync(findHadolint(), [join(app, "Dockerfile")], { encoding: "utf8" });
    expect(found).toMatchObject({ status: 0, stdout: "" });
  });
});
