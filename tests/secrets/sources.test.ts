/** Secrets from files of SOPS, from commands, and those that may be absent. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { loadEnvironment } from "../../platform/environment.ts";
import { leaveOutAbsent } from "../../platform/leave-out.ts";
import { readSource } from "../../platform/sources.ts";
import { refuseMissing } from "../../scripts/lib/secrets/refuse-missing.ts";
import { makeProject } from "../spec/project.ts";
import { writeSops } from "./sops-file.ts";

beforeEach(() => {
  vi.stubEnv("SOPS_AGE_KEY", "");
  vi.stubEnv("SOPS_AGE_KEY_FILE", "/nowhere/keys.txt");
});
afterEach(() => void vi.unstubAllEnvs());

const from = { sops: "./secrets/prod.yaml", key: "database.password" };

test("a value of SOPS is opened by an age key from a variable or a file", async () => {
  const root = makeProject({});
  const [mine, other] = [await generateIdentity(), await generateIdentity()];
  const recipients = [await identityToRecipient(other), await identityToRecipient(mine)];
  await writeSops(root, "pässword", ...recipients);
  vi.stubEnv("SOPS_AGE_KEY", mine);
  expect(await readSource(from, root)).toBe("pässword");
  writeFileSync(join(root, "keys.txt"), `# created: now\n${mine}\n`);
  vi.stubEnv("SOPS_AGE_KEY", undefined);
  vi.stubEnv("SOPS_AGE_KEY_FILE", join(root, "keys.txt"));
  expect(await readSource(from, root)).toBe("pässword");
});

test("without its key, moved to another place, or bare, a value of SOPS is refused", async () => {
  const root = makeProject({});
  const [mine, other] = [await generateIdentity(), await generateIdentity()];
  await writeSops(root, "password", await identityToRecipient(mine));
  const refused = (key: string) => expect(readSource({ ...from, key }, root)).rejects;
  await refused("database.password").toThrow("no age key that is here opens it");
  vi.stubEnv("SOPS_AGE_KEY", other);
  await refused("database.password").toThrow("no age key that is here opens it");
  vi.stubEnv("SOPS_AGE_KEY", mine);
  await refused("database.moved").toThrow("changed after it was encrypted");
  await refused("database.plain").toThrow("is not encrypted");
  expect(await readSource({ ...from, key: "database.none" }, root)).toBeUndefined();
  expect(await readSource({ ...from, sops: "./none.yaml" }, root)).toBeUndefined();
});

test("a command gives what it prints, and what it printed is not told when it fails", async () => {
  const root = makeProject({});
  const run = (script: string) => readSource({ command: [process.execPath, "-e", script] }, root);
  expect(await run("console.log('s3cret')")).toBe("s3cret");
  expect(await run("")).toBeUndefined();
  const failed = await run("console.log('s3cret'); console.error('s3cret'); process.exit(3)").catch(String);
  expect(failed).toContain("it ended with 3");
  expect(failed).not.toContain("s3cret");
  await expect(readSource({ command: ["no-such-program"] }, root)).rejects.toThrow("no such program");
});

const yaml = `version: 1
target: local
images: { app: { build: ./app } }
envGroups: { app: { DSN: "\${dsn.value}", A: "1" } }
components:
  dsn: { kind: Secret, from: { variable: TEST_DSN }, optional: true }
  tasks: { kind: Worker, image: app, command: [x], envFrom: [app], env: { HOOK: "https://x/\${dsn.value}" } }
`;

test("what names an optional secret is left out where that is absent, and only there", async () => {
  const environment = loadEnvironment(makeProject({ "dev.yaml": yaml }), "dev");
  const left = await leaveOutAbsent(environment);
  expect(left.envGroups.app).toEqual({ A: "1" });
  expect(Object.keys(left.components)).toEqual(["tasks"]);
  expect(left.components.tasks?.env).toEqual({});
  vi.stubEnv("TEST_DSN", "there");
  expect(await leaveOutAbsent(environment)).toBe(environment);
});

test.each([
  ["a certificate", Buffer.from([0x30, 0x82, 0xff, 0xfe, 0x0a, 0x80, 0x31])],
  ["text with NUL", Buffer.from("key\0more")],
  ["UTF-16", Buffer.from("password", "utf16le")],
])("D11 %s comes from a file byte for byte, in base64, and from a command not at all", async (_, bytes) => {
  const base64 = bytes.toString("base64");
  const command = [process.execPath, "-e", `process.stdout.write(Buffer.from("${base64}", "base64"))`];
  const root = makeProject({ "dev.yaml": `version: 1
target: local
components:
  cert: { kind: Secret, from: { file: ./cert.p12 } }
  printed: { kind: Secret, from: { command: ${JSON.stringify(command)} } }
` });
  writeFileSync(join(root, "cert.p12"), bytes);
  expect(await readSource({ file: "./cert.p12" }, root)).toBe(base64);
  const refused = await refuseMissing(loadEnvironment(root, "dev")).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "secret_missing", diagnostics: [
    { file: "environments/dev.yaml", line: 5, message: expect.stringContaining("is binary") as string },
  ] });
});

test("D11 every letter of a text arrives, a byte order mark too", async () => {
  const root = makeProject({});
  writeFileSync(join(root, "key.txt"), "\uFEFFpä\tss\r\n€ 𝄞\n");
  expect(await readSource({ file: "./key.txt" }, root)).toBe("\uFEFFpä\tss\r\n€ 𝄞");
});
