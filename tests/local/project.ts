/** A project in a folder of its own, whose resources are made by the provider's own handlers. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Outputs } from "../../platform/provider/handler.ts";
import { handlers } from "../../platform/provider/resources/index.ts";
import { operate } from "../../platform/targets/local/operate.ts";
import { pathsOf } from "../../platform/targets/local/paths.ts";
import { openSupervisor } from "../../platform/targets/local/supervisor.ts";
import { findTool } from "../../scripts/lib/tools.ts";

export interface Project extends AsyncDisposable {
  root: string;
  paths: ReturnType<typeof pathsOf>;
  supervisor: ReturnType<typeof openSupervisor>;
  operations: ReturnType<typeof operate>;
  apply(type: string, name: string, inputs: Outputs, before?: Outputs): Promise<Outputs>;
  observe(
    type: string,
    name: string,
    inputs: Outputs,
    outputs: Outputs,
  ): Promise<string | undefined>;
  remove(type: string, name: string, inputs: Outputs, outputs: Outputs): Promise<void>;
  /** A build of one program, as a Build gives it. */
  program: { location: string; digest: string; workdir: string };
}

/** The tools that units of this target need, told as the engine tells them. */
export async function findTools(): Promise<void> {
  const options = { onProgress: () => undefined, install: true };
  process.env["ANDAMIO_PROCESS_COMPOSE"] = (await findTool("process-compose", options)).path;
  process.env["ANDAMIO_REDIS_SERVER"] = (await findTool("redis-server", options)).path;
  process.env["ANDAMIO_MARIADB"] = (await findTool("mariadb", options)).path;
  process.env["ANDAMIO_POSTGRESQL"] = (await findTool("postgresql", options)).path;
}

export function makeProject(files: Record<string, string> = {}): Project {
  const root = mkdtempSync(join(tmpdir(), "andamio-local-"));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  // the provider's handlers keep one machine for each environment of a process, so each project has
  // its own name
  const environment = `t${root
    .slice(-6)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "x")}${process.pid}`;
  const paths = pathsOf(root, environment);
  const operations = operate({ name: environment, root });
  const complete = (inputs: Outputs) => ({ environment, component: "none", ...inputs });
  const here = () => void (process.env["ANDAMIO_ROOT"] = root);
  return {
    root,
    paths,
    operations,
    supervisor: openSupervisor(paths),
    program: { location: join(root), digest: "0", workdir: "/app" },
    async apply(type, name, inputs, before) {
      here();
      const handler = handlers[`local:${type}`]!;
      const given = complete({ component: name, ...inputs });
      return handler.apply(name, { ...given, ...(await handler.check?.(given)) }, before);
    },
    async observe(type, name, inputs, outputs) {
      here();
      return handlers[`local:${type}`]!.observe(name, {
        ...complete({ component: name, ...inputs }),
        ...outputs,
      });
    },
    async remove(type, name, inputs, outputs) {
      here();
      await handlers[`local:${type}`]!.remove(name, {
        ...complete({ component: name, ...inputs }),
        ...outputs,
      });
    },
    async [Symbol.asyncDispose]() {
      await operations.stop();
      await operations.removeData();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export const stop = { signal: "SIGTERM", graceSeconds: 3 };
export const probe = { intervalSeconds: 1, timeoutSeconds: 2, retries: 2, startPeriodSeconds: 20 };

/** A web server that says its variable V and its pid; `/slow` takes a second. */
export const webServer = `
import { createServer } from "node:http";
const server = createServer((request, response) => {
  if (request.url === "/health" && process.env.SICK) return response.writeHead(503).end();
  setTimeout(() => response.end(process.env.V + " " + process.pid), request.url === "/slow" ? 1000 : 2);
}).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

export function serviceInputs(project: Project, route: Outputs, more: Outputs = {}): Outputs {
  return {
    program: project.program,
    command: ["node", "server.mjs"],
    env: { V: "one" },
    stop,
    labels: {},
    port: 8000,
    route: "api-route",
    routePort: route["port"],
    replicas: 2,
    ready: { ...probe, path: "/health" },
    update: "rolling",
    ...more,
  };
}

export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error(`never came true: ${what}`);
}

export function environmentOf(pid: number): string {
  return process.platform === "linux"
    ? readFileSync(`/proc/${pid}/environ`, "utf8")
    : execFileSync("ps", ["eww", String(pid)], { encoding: "utf8" });
}

/** A stranger on a port, until it is disposed of. */
export async function occupy(port: number): Promise<AsyncDisposable> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
