/** `andamio build` in a project of its own: what it says, and what it leaves when it is killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

import { onDocker } from "../lab/lab.ts";
import { type Ended, runHere } from "../scripts/run-here.ts";
import { docker, importBase, removeImages } from "./image-kit.ts";
import { type RegistryServer, startRegistry } from "./registry-server.ts";

const base = "andamio-test/command-base:1";
const entry = join(import.meta.dirname, "../../scripts/andamio.ts");

interface Row {
  image: string;
  reference: string;
  state: string;
}

onDocker("andamio build", ({ host }) => {
  process.env["DOCKER_HOST"] ??= host;
  let registry: RegistryServer;
  let root: string;

  beforeAll(async () => {
    importBase(base);
    registry = await startRegistry();
  });

  afterAll(async () => {
    docker("image", "rm", base);
    await registry[Symbol.asyncDispose]();
  });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "andamio-build-verb-"));
    for (const folder of ["environments", "probe-one", "probe-two", "platform"]) mkdirSync(join(root, folder));
    for (const folder of ["probe-one", "probe-two"]) {
      const text = `ARG BASE_IMAGE=${base}\nFROM \${BASE_IMAGE}\nLABEL root=${root} folder=${folder}\n`;
      writeFileSync(join(root, folder, "Dockerfile"), text);
    }
    writeFileSync(join(root, "environments/dev.yaml"), environment(registry.host));
    vi.stubEnv("REGISTRY_PASSWORD", "lab-password");
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    for (const name of ["andamio/probe-one", "andamio/probe-two", `${registry.host}/acme/one`]) removeImages(name);
    rmSync(root, { recursive: true, force: true });
  });

  const andamio = (line: string): Promise<Ended> => runHere(root, line.split(" "));
  const rowsOf = ({ stdout }: Ended) => (JSON.parse(stdout) as { images: Row[] }).images;

  test("builds all images, and says at the second time that nothing changed", async () => {
    const first = await andamio("build dev");
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/^one: built\n {2}sha256:\w{64}\ntwo: built\n {2}sha256:\w{64}\n/);
    expect(first.stderr).toMatch(/^one: 1\/\d (ARG|FROM) /m);
    const second = await andamio("build dev");
    expect(second.stdout).toContain("one: unchanged\n");
    expect(second.stdout).toMatch(/\nnothing changed \(/);
    expect(second.stderr).toBe("");
  });

  test("builds what is named, on the base that is named, and again on request", async () => {
    const other = "andamio-test/command-other:1";
    importBase(other);
    const [plain] = rowsOf(await andamio("build dev one --json"));
    const rows = rowsOf(await andamio(`build dev one --base ${other} --json`));
    expect(rows).toEqual([{ ...rows[0], image: "one", state: "built" }]);
    expect(rows[0]?.reference).not.toBe(plain?.reference);
    expect(rowsOf(await andamio("build dev one --json"))).toEqual([{ ...plain, state: "unchanged" }]);
    expect(rowsOf(await andamio("build dev one --no-cache --json"))[0]?.state).toBe("built");
    docker("image", "rm", other);
  });

  test("pushes with the credentials that the environment names, which nobody sees", async () => {
    const pushed = await andamio("build dev one --push --json");
    expect(pushed).toMatchObject({ code: 0 });
    const [row] = rowsOf(pushed);
    expect(row?.reference).toMatch(new RegExp(`^${registry.host}/acme/one@sha256:\\w{64}$`));
    expect(row?.state).toBe("pushed");
    expect(pushed.stdout + pushed.stderr).not.toContain("lab-password");
    expect(rowsOf(await andamio("build dev one --push --json"))[0]?.state).toBe("unchanged");
  });

  test.each([
    ["an image that is not there", "build dev tow", {}, 2, "did you mean \"two\"?"],
    ["an image that is not built", "build dev ready", {}, 2, "is ready and not built: node:24"],
    ["no repository", "build dev two --push", {}, 1, "images: { two: { repository: HOST/FOLDER/two } }"],
    ["no password", "build dev one", { REGISTRY_PASSWORD: "" }, 2, "the variable REGISTRY_PASSWORD"],
    ["a wrong password", "build dev one --push", { REGISTRY_PASSWORD: "mistaken" }, 1, "refuses the credentials"],
    ["no Docker", "build dev one", { PATH: "/nowhere", ANDAMIO_DOCKER: undefined }, 1, "there is no program docker"],
    ["no daemon", "build dev one", { DOCKER_HOST: "unix:///nowhere.sock" }, 1, "no Docker daemon answers"],
  ])("%s is one clear error", async (_what, line, variables, code, said) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const ended = await andamio(line);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr.replaceAll(/\s+/g, " ")).toContain(said);
    expect(ended.stderr).not.toMatch(/mistaken|^ +at /m);
  });

  test("killed while it builds, the same command goes on, and leaves no credentials behind", async () => {
    const slow = "FROM node:24\nRUN sleep 3\nLABEL done=yes\n";
    writeFileSync(join(root, "probe-one/Dockerfile"), slow);
    const command = [entry, "build", "dev", "one", "--json"];
    const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    await untilSaid(child, "RUN sleep");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(docker("image", "ls", "-q", "andamio/probe-one")).toBe("");
    const [row] = rowsOf(await andamio("build dev one --json"));
    expect(row?.state).toBe("built");
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`andamio-docker-${child.pid}-`))).toEqual([]);
    expect(docker("image", "inspect", row?.reference ?? "")).toContain("\"done\": \"yes\"");
  });
});

const environment = (host: string) => `version: 1
target: docker
registries:
  "${host}": { username: lab, password: "\${registry-password.value}" }
images:
  one: { build: ./probe-one, repository: "${host}/acme/one" }
  two: { build: ./probe-two }
  ready: { ref: "node:24" }
components:
  registry-password: { kind: Secret, from: { variable: REGISTRY_PASSWORD } }
`;

async function untilSaid(child: ChildProcess, text: string): Promise<void> {
  let said = "";
  for await (const chunk of child.stderr!) {
    said += String(chunk);
    if (said.includes(text)) return;
  }
  throw new Error(`it ended without "${text}": ${said}`);
}
