/** A Secret whose file is no text comes to programs as a file, and is refused where it is text. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { loadEnvironment } from "../../platform/environment.ts";
import { makeProject, refuse } from "./project.ts";

const certificate = Buffer.from([0x30, 0x82, 0xff, 0xfe, 0x0a, 0x80, 0x31]);

/** `more` follows the Secret, whose file holds `bytes`. */
function write(more: string, bytes = certificate, target = "local"): string {
  const pushed = target === "kubernetes" ? ", repository: registry.example.com/app" : "";
  const root = makeProject({ "dev.yaml": `version: 1
target: ${target}
images: { app: { build: ./app${pushed} } }
components:
  cert: { kind: Secret, from: { file: ./cert.p12 } }
${more}` });
  writeFileSync(join(root, "cert.p12"), bytes);
  return root;
}

const worker = (more: string) => `  tasks: { kind: Worker, image: app, command: [x], ${more} }\n`;
const whole = "env: { CERT: \"${cert.value}\" }";
const grouped = "envGroups: { app: { CERT: \"${cert.value}\" } }\n";

test.each([
  ["nobody uses it", ""],
  ["a variable is it", worker(`${whole}, secretsAs: file`)],
  ["a variable of a group is it", worker("envFrom: [app], secretsAs: file") + grouped],
  ["another variable takes the place of the group's",
    worker("envFrom: [app], env: { CERT: none }") + grouped],
])("D11 a binary file is valid where %s", (_, more) => {
  for (const target of ["local", "docker", "kubernetes"]) {
    expect(loadEnvironment(write(more, certificate, target), "dev").binary).toEqual(["cert"]);
  }
});

test.each([
  ["as a variable", worker(whole), 6, "Worker \"tasks\""],
  ["inside of a variable", worker("env: { CERT: \"x ${cert.value}\" }, secretsAs: file"), 6, "Worker \"tasks\""],
  ["twice", worker("env: { CERT: \"${cert.value}${cert.value}\" }, secretsAs: file"), 6, "Worker \"tasks\""],
  ["by a group", worker("envFrom: [app]") + grouped, 7, "Worker \"tasks\""],
  ["for a password", "  cache: { kind: Redis, password: \"${cert.value}\" }\n", 6, "Redis \"cache\""],
  ["for a registry", "registries: { r.example: { username: a, password: \"${cert.value}\" } }\n", 6, "\"registries\""],
])("D11 a binary file that is used %s is refused at that line", (_, more, line, user) => {
  const { diagnostics } = refuse(write(more));
  expect(diagnostics).toMatchObject([{
    code: "binary-as-text", line,
    message: `the file ./cert.p12 of Secret "cert" is binary, and ${user} uses it as text`,
    help: expect.stringContaining("base64 -w0 ./cert.p12") as string,
  }]);
});

test.each([
  ["text", Buffer.from("pässword\n"), []],
  ["text with NUL", Buffer.from("key\0more"), ["cert"]],
  ["UTF-16", Buffer.from("password", "utf16le"), ["cert"]],
  ["one wrong byte", Buffer.from([0x61, 0xff]), ["cert"]],
  ["nothing", Buffer.alloc(0), []],
])("D11 whether %s is binary", (_, bytes, binary) => {
  expect(loadEnvironment(write(worker(`${whole}, secretsAs: file`), bytes), "dev").binary).toEqual(binary);
});

const value = { $ref: "cert", output: "value", secret: true };
const bytes = { base64: value };

test.each([
  ["local", "andamio:local:Workload", { files: { CERT: bytes }, env: { A: "1" } }],
  ["docker", "andamio:docker:Files", { files: { CERT: bytes } }],
  ["kubernetes", "kubernetes:core/v1:Secret", {
    data: { CERT: value }, metadata: { name: { $join: ["tasks-env-", { $digest: { CERT: bytes } }] } },
  }],
])("D11 on %s a program gets bytes, which are in no text", (target, type, props) => {
  const more = worker("env: { CERT: \"${cert.value}\", A: \"1\" }, secretsAs: file");
  const all = declare(loadEnvironment(write(more, certificate, target), "dev"));
  const found = all.find((one) => one.type === type && one.name.startsWith("tasks"))!;
  expect(found.props).toMatchObject(props);
  expect(JSON.stringify(found.props["stringData"] ?? {})).not.toContain("cert");
});

test("D11 what comes from a file as text is declared as ever, on each target", () => {
  const more = worker(`${whole}, secretsAs: file`);
  for (const target of ["local", "docker", "kubernetes"]) {
    const all = declare(loadEnvironment(write(more, Buffer.from("text"), target), "dev"));
    expect(JSON.stringify(all)).not.toContain("base64");
    expect(JSON.stringify(all)).not.toContain("\"data\":{\"CERT\"");
  }
});
