/** A project in a folder of its own with one environment, driven by the command line. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { type Ended, mustAndamio, runAndamio, startAndamio, type Started } from "./andamio.ts";

export interface Project extends AsyncDisposable {
  root: string;
  /** Variables of whoever deploys, besides the test's own. */
  variables: Record<string, string>;
  /** Words before each command. */
  through: string[];
  andamio(...args: string[]): Promise<Ended>;
  /** Its output; fails when the exit code is not 0. */
  must(...args: string[]): Promise<string>;
  /** One that goes on, in a group of its own. */
  start(...args: string[]): Started;
  write(path: string, content: string | Uint8Array): void;
  /** Replaces a text of the environment's file. */
  edit(from: string, to: string): void;
}

export interface Contents {
  /** Of the environment. */
  name: string;
  environment: string;
  /** More files, by their paths. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** What of this repository lies in it as a copy; the rest of what it needs is linked. */
  copied?: readonly string[];
  variables?: Readonly<Record<string, string>>;
}

const repository = join(import.meta.dirname, "..");
const needed = ["platform", "scripts", "policies", "Pulumi.yaml", "node_modules"];
const made = /\/app\/(node_modules|dist|generated|coverage)(\/|$)/;

export function makeProject(contents: Contents): Project {
  const { name, environment, files = {}, copied = [], variables = {} } = contents;
  const root = mkdtempSync(join(tmpdir(), "andamio-project-"));
  chmodSync(root, 0o755); // databases run as users of their own
  for (const entry of copied) {
    const filter = (path: string) => !made.test(path);
    cpSync(join(repository, entry), join(root, entry), { recursive: true, filter });
  }
  for (const entry of needed.filter((entry) => !copied.includes(entry))) {
    symlinkSync(join(repository, entry), join(root, entry));
  }
  const file = `environments/${name}.yaml`;
  const project: Project = {
    root,
    ...(copied.includes("scripts") && { program: root }),
    variables: { ...variables },
    through: [],
    andamio: (...args) => runAndamio(project, args),
    must: (...args) => mustAndamio(project, args),
    start: (...args) => startAndamio(project, args),
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content, { mode: 0o755 });
    },
    edit(from, to) {
      const text = readFileSync(join(root, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
      project.write(file, text.replace(from, to));
    },
    async [Symbol.asyncDispose]() {
      await project.andamio("destroy", name, "--data", "--yes");
      rmSync(root, { recursive: true, force: true });
    },
  };
  const all = { ...files, [file]: environment };
  for (const [path, content] of Object.entries(all)) project.write(path, content);
  return project;
}
