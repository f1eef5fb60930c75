/** A small project on a Docker host, driven by the command line. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Ended, mustAndamio, runAndamio, startAndamio, type Started } from "../andamio.ts";

export interface Project extends AsyncDisposable {
  root: string;
  /** Variables of whoever deploys. */
  variables: Record<string, string>;
  /** Words before each command. */
  through: string[];
  andamio(...args: string[]): Promise<Ended>;
  /** Like `andamio`, and fails when the exit code is not 0. */
  must(...args: string[]): Promise<string>;
  /** One that goes on, in a group of its own. */
  start(...args: string[]): Started;
  write(path: string, text: string): void;
  /** Replaces a text of the environment's file. */
  edit(from: string, to: string): void;
}

const repository = join(import.meta.dirname, "../..");
const linked = ["platform", "scripts", "policies", "Pulumi.yaml", "node_modules"];

const files: Readonly<Record<string, string>> = {
  "app/Dockerfile": `ARG BASE_IMAGE=node:24-bookworm-slim
FROM \${BASE_IMAGE}
WORKDIR /app
COPY . .
USER 10001
`,
  "app/dist/index.html": "<h1>home</h1>\n",
  "app/server.mjs": `import { createServer } from "node:http";
if (process.env.VERSION === "broken") throw new Error("this version is broken");
let hangs = false;
const server = createServer((request, response) => {
  if (request.url === "/say") console.log("said");
  if (request.url === "/hang") hangs = true;
  if (request.url !== "/live" || !hangs) response.end(process.env.VERSION);
});
server.listen(process.env.PORT);
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`,
};

export function makeProject(
  name: string,
  environment: string,
  variables: Readonly<Record<string, string>>,
): Project {
  const root = mkdtempSync(join(tmpdir(), "andamio-host-"));
  for (const entry of linked) symlinkSync(join(repository, entry), join(root, entry));
  const file = `environments/${name}.yaml`;
  const project: Project = {
    root,
    variables: { ...variables },
    through: [],
    andamio: (...args) => runAndamio(project, args),
    must: (...args) => mustAndamio(project, args),
    start: (...args) => startAndamio(project, args),
    write(path, text) {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), text);
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
  for (const [path, text] of Object.entries(all)) project.write(path, text);
  return project;
}
