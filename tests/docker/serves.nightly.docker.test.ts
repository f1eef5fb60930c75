/** Public addresses, registries and data of an environment on a real Docker daemon. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type RegistryServer, startRegistry } from "../images/registry-server.ts";
import { onDocker } from "../lab/lab.ts";
import type { Project } from "../project.ts";
import { makeServerProject } from "./project.ts";

const name = "serves";
const describe = (registry: string) => `version: 1
target: docker
tls: { mode: own, certificate: "\${cert.value}", key: "\${cert-key.value}", hsts: 1h }
registries: { "${registry}": { username: lab, password: "\${registry-password.value}" } }
images:
  app: { build: ./app, repository: ${registry}/app, tags: [newest] }
components:
  cert: { kind: Secret, from: { variable: CERT } }
  cert-key: { kind: Secret, from: { variable: CERT_KEY } }
  registry-password: { kind: Secret, from: { variable: REGISTRY_PASSWORD } }
  db: { kind: Database, engine: sqlite }
  api:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { VERSION: api, DB: "\${db.path}" }
    port: 8000
    route: { host: api.localhost }
    health: { path: /, livePath: /, startPeriod: 30s }
  admin:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { VERSION: admin }
    port: 8000
    route: { host: api.localhost, path: /admin }
    health: { path: /, startPeriod: 30s }
`;

/** One whose private key is the first, and the certificate the second. */
function makeCertificate(): readonly [string, string] {
  using folder = mkdtempDisposableSync(join(tmpdir(), "andamio-certificate-"));
  const [key, certificate] = [join(folder.path, "key"), join(folder.path, "certificate")];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const subject = ["-subj", "/CN=api.localhost", "-addext", "subjectAltName=DNS:api.localhost"];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", ...kind, ...subject, ...files], { stdio: "ignore" });
  return [readFileSync(key, "utf8"), readFileSync(certificate, "utf8")];
}

/** Answer with its head; its certificate must be that one. */
function ask(url: string, certificate: string): string {
  const resolve = ["443", "80"].flatMap((port) => ["--resolve", `api.localhost:${port}:127.0.0.1`]);
  using folder = mkdtempDisposableSync(join(tmpdir(), "andamio-trust-"));
  const trusted = join(folder.path, "certificate");
  writeFileSync(trusted, certificate);
  const words = ["-si", "--cacert", trusted, ...resolve, url];
  const asked = spawnSync("curl", words, { encoding: "utf8" });
  return asked.stdout || `curl ended with ${asked.status}`;
}

onDocker("an environment with public addresses on docker", (lab) => {
  let project: Project;
  let registry: RegistryServer;
  let certificate: string;
  const certify = () => {
    const [key, made] = makeCertificate();
    certificate = made;
    Object.assign(project.variables, { CERT: made, CERT_KEY: key });
  };

  beforeAll(async () => {
    lab.clean(name);
    registry = await startRegistry();
    project = makeServerProject(name, describe(registry.host), lab.variables);
    project.variables["REGISTRY_PASSWORD"] = registry.registries[registry.host]!.password;
    certify();
    await project.must("up", name);
  });
  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
    await registry?.[Symbol.asyncDispose]();
    lab.clean(name);
  });

  test("they are encrypted with the certificate that is given, and plain requests are sent on", () => {
    expect(ask("https://api.localhost/", certificate)).toMatch(/strict-transport-security: max-age=3600[^]*api$/i);
    expect(ask("https://api.localhost/admin", certificate)).toMatch(/admin$/);
    expect(ask("http://api.localhost/x", certificate)).toMatch(/^HTTP\/1.1 308 [^]*Location: https:\/\/api\.localhost\/x/);
  });

  test("the key is in no container's description, and only the proxy can read it", () => {
    const all = lab.docker("ps", "-aq", "--filter", `label=andamio.environment=${name}`).split("\n");
    const [, line] = project.variables["CERT_KEY"]!.split("\n");
    expect(lab.docker("inspect", ...all)).not.toContain(line);
    expect(lab.docker("exec", `${name}.proxy`, "stat", "-c", "%a %u", "/data/tls/key.pem")).toBe("600 10001");
  });

  test("images are pushed to a registry with a password, and run by their digest", () => {
    const image = lab.docker("inspect", "-f", "{{.Image}}", `${name}-api`);
    expect(image).toMatch(/^sha256:/);
    const digests = lab.docker("image", "inspect", "-f", "{{json .RepoDigests}}", image);
    expect(digests).toContain(`${registry.host}/app@sha256:`);
  });

  test("the file of a SQLite database is where its program was told, and outlives it", async () => {
    const path = lab.docker("exec", `${name}-api`, "printenv", "DB");
    lab.docker("exec", `${name}-api`, "sh", "-c", `echo kept >"${path}"`);
    project.edit("VERSION: api,", "VERSION: other,");
    certify();
    await project.must("up", name);
    expect(lab.docker("exec", `${name}-api`, "cat", path)).toBe("kept");
    expect(ask("https://api.localhost/", certificate), "the new certificate").toMatch(/other$/);
  });

  test("without a redirect plain requests are answered, and without tls nothing else", async () => {
    project.edit("hsts: 1h", "hsts: 0s, redirect: false");
    await project.must("up", name);
    expect(ask("http://api.localhost/", certificate)).toMatch(/^HTTP\/1.1 200 [^]*other$/);
    expect(ask("https://api.localhost/", certificate)).not.toMatch(/strict-transport/i);
    project.edit("mode: own, certificate: \"${cert.value}\", key: \"${cert-key.value}\"", "mode: off");
    await project.must("up", name);
    expect(ask("http://api.localhost/admin/x", certificate)).toMatch(/^HTTP\/1.1 200 [^]*admin$/);
    expect(ask("https://api.localhost/", certificate)).toBe("curl ended with 7");
  });
});
