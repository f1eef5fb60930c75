/** What a checklist asks of clusters and certificates, of servers that stand in for them. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { readCertificateEnd } from "../../scripts/lib/certificate-end.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const yaml = `version: 1
target: kubernetes
kubernetes: { kubeconfig: secrets/kubeconfig }
components: { key: { kind: Secret, generate: {} } }
`;

test("a cluster whose version gets no fixes any more is a warning", async () => {
  let version = "v1.31.4";
  const port = await listen(createServer((request, response) => {
    response.writeHead(/^\/version\b/.test(request.url ?? "") ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify({ major: "1", minor: "31", gitVersion: version }));
  }));
  const root = makeProject({ "dev.yaml": yaml });
  mkdirSync(join(root, "secrets"));
  const name = "stand-in";
  writeFileSync(join(root, "secrets/kubeconfig"), JSON.stringify({
    "apiVersion": "v1", "kind": "Config", "current-context": name,
    "clusters": [{ name, cluster: { "server": `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
    "users": [{ name, user: {} }],
    "contexts": [{ name, context: { cluster: name, user: name } }],
  }));
  const ask = async () => {
    const words = ["check", "--list", "infrastructure", "--only", "cluster-version", "--json"];
    const { stdout } = await runHere(root, words);
    return (JSON.parse(stdout) as { items: object[] }).items[0];
  };
  expect(await ask()).toMatchObject({ state: "warning", detail: "v1.31.4 gets no fixes since 2025-10-28" });
  version = "v1.99.0";
  expect(await ask()).toMatchObject({ state: "passed", detail: "v1.99.0" });
});

test("the end of a certificate is read, whoever has signed it", async () => {
  const root = makeProject({ "dev.yaml": yaml });
  const [key, cert] = [join(root, "key.pem"), join(root, "cert.pem")];
  const own = ["-nodes", "-keyout", key, "-out", cert, "-days", "10", "-subj", "/CN=localhost"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...own], { stdio: "ignore" });
  const port = await listen(createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }));
  const end = await readCertificateEnd(`https://127.0.0.1:${port}`);
  const days = (end.getTime() - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(9);
  expect(days).toBeLessThan(11);
  await expect(readCertificateEnd("https://127.0.0.1:9")).rejects.toThrow();
});
