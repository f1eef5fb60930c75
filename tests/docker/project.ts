/** A small project on a Docker host, driven by the command line. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Project extends AsyncDisposable {
  andamio(...args: string[]): Promise<{ code: number; output: string }>;
  edit(from: string, to: string): void;
}

const repository = join(import.meta.dirname, "../..");

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
const server = createServer((request, response) => response.end(process.env.VERSION));
server.listen(process.env.PORT);
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`,
};

export function makeProject(
  name: string,
  environment: string,
  variables: Readonly<Record<string, string>>,
): Project {
  const root = mkdtempSync(join(tmpdir(), "andamio-docker-"));
  for (const entry of ["platform", "scripts", "policies", "Pulumi.yaml", "node_modules"]) {
    symlinkSync(join(repository, entry), join(root, entry));
  }
  const file = `environments/${name}.yaml`;
  for (const [path, text] of Object.entries({ ...files, [file]: environment })) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const andamio: Project["andamio"] = async (...args) => {
    const child = spawn(process.execPath, [join(repository, "scripts/andamio.ts"), ...args], {
      cwd: root,
      env: { ...process.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => (output += String(data)));
    }
    const [code] = (await once(child, "close")) as [number];
    return { code, output };
  };
  return {
    andamio,
    edit(from, to) {
      const text = readFileSync(join(root, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
      writeFileSync(join(root, file), text.replace(from, to));
    },
    async [Symbol.asyncDispose]() {
      await andamio("destroy", name, "--data", "--yes");
      rmSync(root, { recursive: true, force: true });
    },
  };
}
