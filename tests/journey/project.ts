/** A copy of the project with one environment more, which is deployed by the command line. */
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Ended, mustAndamio, runAndamio, startAndamio, type Started } from "../andamio.ts";

export interface Project extends AsyncDisposable {
  root: string;
  /** Variables of whoever deploys, besides the test's own. */
  variables: Record<string, string>;
  andamio(...args: string[]): Promise<Ended>;
  /** Like `andamio`, and fails when the exit code is not 0. */
  must(...args: string[]): Promise<string>;
  /** One that goes on. */
  start(...args: string[]): Started;
  /** Replaces a text of the environment's file. */
  edit(from: string, to: string): void;
}

const repository = join(import.meta.dirname, "../..");
const copied = [
  ...["app", "platform", "scripts", "Pulumi.yaml", "package.json", "package-lock.json"],
  ...["tsconfig.json", "environments/base.yaml", "environments/examples", "policies"],
];
const left = /\/app\/(node_modules|dist|generated|coverage)(\/|$)/;

export function makeProject(environment: string, name = "journey"): Project {
  const root = mkdtempSync(join(tmpdir(), "andamio-journey-"));
  chmodSync(root, 0o755);
  for (const entry of copied) {
    const filter = (path: string) => !left.test(path);
    cpSync(join(repository, entry), join(root, entry), { recursive: true, filter });
  }
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  const file = join(root, `environments/${name}.yaml`);
  writeFileSync(file, environment);
  const variables: Record<string, string> = {};
  const caller = { root, program: root, variables };
  const project: Project = {
    root,
    variables,
    andamio: (...args) => runAndamio(caller, args),
    must: (...args) => mustAndamio(caller, args),
    start: (...args) => startAndamio(caller, args),
    edit(from, to) {
      const text = readFileSync(file, "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
      writeFileSync(file, text.replace(from, to));
    },
    async [Symbol.asyncDispose]() {
      await project.andamio("destroy", name, "--data", "--yes");
      rmSync(root, { recursive: true, force: true });
    },
  };
  return project;
}
