/** A copy of the project whose environment `journey` is deployed by the command line. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Project extends AsyncDisposable {
  root: string;
  /** Variables of whoever deploys, besides the test's own. */
  variables: Record<string, string>;
  andamio(...args: string[]): Promise<{ code: number; output: string }>;
  /** Like `andamio`, and fails when the exit code is not 0. */
  must(...args: string[]): Promise<string>;
  /** Replaces a text of the environment's file. */
  edit(from: string, to: string): void;
}

const repository = join(import.meta.dirname, "../..");
const copied = [
  ...["app", "platform", "scripts", "Pulumi.yaml", "package.json", "package-lock.json"],
  ...["tsconfig.json", "environments/base.yaml", "policies"],
];
const left = /\/app\/(node_modules|dist|generated|coverage)(\/|$)/;

export function makeProject(environment: string): Project {
  const root = mkdtempSync(join(tmpdir(), "andamio-journey-"));
  chmodSync(root, 0o755);
  for (const entry of copied) {
    const filter = (path: string) => !left.test(path);
    cpSync(join(repository, entry), join(root, entry), { recursive: true, filter });
  }
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  const file = join(root, "environments/journey.yaml");
  writeFileSync(file, environment);
  const project: Project = {
    root,
    variables: {},
    andamio: (...args) => run(root, project.variables, args),
    async must(...args) {
      const { code, output } = await project.andamio(...args);
      if (code !== 0) throw new Error(`andamio ${args.join(" ")} ended with ${code}:\n${output}`);
      return output;
    },
    edit(from, to) {
      const text = readFileSync(file, "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
      writeFileSync(file, text.replace(from, to));
    },
    async [Symbol.asyncDispose]() {
      await project.andamio("destroy", "journey", "--data", "--yes");
      rmSync(root, { recursive: true, force: true });
    },
  };
  return project;
}

async function run(
  root: string,
  variables: Record<string, string>,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(root, "scripts/andamio.ts"), ...args], {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? 137, output };
}
