/** What a shell is offered while a command is typed. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { listWords } from "../../scripts/lib/completion-words.ts";
import { makeProject } from "../spec/project.ts";
import { runHere } from "./run-here.ts";

const yaml = `version: 1
target: local
images: { app: { build: ./app } }
components:
  db: { kind: Database, engine: sqlite }
  api: { kind: Service, image: app, command: [node, x.js], port: 8000 }
`;
const makeTwo = (): string => makeProject({ "dev.yaml": yaml, "demo.yaml": yaml });

test("verbs, environments, components and flags are offered where they may stand", async () => {
  const root = makeTwo();
  expect(await listWords(root, ["re"])).toEqual(["recreate", "render", "restart"]);
  expect(await listWords(root, ["up", ""])).toEqual(["demo", "dev"]);
  expect(await listWords(root, ["logs", "a"])).toEqual(["api"]);
  expect(await listWords(root, ["logs", "demo", ""])).toEqual(["api", "db"]);
  expect(await listWords(root, ["up", "--only", ""])).toEqual(["api", "db"]);
  expect(await listWords(root, ["status", "-e", "de"])).toEqual(["demo", "dev"]);
  expect(await listWords(root, ["up", "--on"])).toEqual(["--only"]);
  expect(await listWords(root, ["logs", "--s"])).toEqual(["--since"]);
  expect(await listWords(root, ["logs", "--level", "w"])).toEqual(["warn"]);
  expect(await listWords(root, ["nothing", ""])).toEqual([]);
});

test("bash is offered what may stand next", async () => {
  const root = makeTwo();
  const { stdout } = await runHere(root, ["completion", "bash"]);
  const entry = join(import.meta.dirname, "../../scripts/andamio.ts");
  const andamio = `andamio() { "${process.execPath}" "${entry}" "$@"; }\n`;
  const ask = "COMP_WORDS=(andamio logs demo a); COMP_CWORD=3; _andamio; echo \"${COMPREPLY[@]}\"\n";
  writeFileSync(join(root, "ask.sh"), andamio + stdout + ask);
  const said = execFileSync("bash", [join(root, "ask.sh")], { cwd: root, encoding: "utf8" });
  expect(said.trim()).toBe("api");
});

test("a shell that is not known is refused with those that are", async () => {
  const { code, stderr } = await runHere(makeTwo(), ["completion", "tcsh"]);
  expect(code).toBe(2);
  expect(stderr).toContain("bash, zsh, fish");
});
