/**
 * How a container is asked whether it is well, from inside: by Node where the image is known to
 * have it, else by what a shell finds. Pure.
 */
import type { Workload } from "../primitives.ts";
import type { Healthcheck } from "./container.ts";

type Asked = Pick<Workload, "program" | "port" | "ready" | "livePath">;

/** `undefined` where it only has to live. */
export function describeProbe({ program, port, ready, livePath }: Asked): Healthcheck | undefined {
  const { command, path, ...times } = ready;
  if (command) return { tests: ["CMD", ...command], ...times };
  if (port === undefined) return undefined;
  const question = { port, path, livePath, ...times };
  const tests = program.built
    ? ["CMD", "node", "-e", `(${String(askByNode)})(${JSON.stringify(question)})`]
    : ["CMD-SHELL", askByShell(question)];
  // the program that asks needs a moment of its own
  return { tests, ...times, timeoutSeconds: times.timeoutSeconds + 2 };
}

interface Question {
  port: number;
  path?: string;
  livePath?: string;
  timeoutSeconds: number;
  retries: number;
  startPeriodSeconds: number;
}

/**
 * Runs inside the container, as text. Where the live path is silent too often, it kills all but
 * Docker's own init, which then ends, so that the container is started again.
 */
async function askByNode({
  port,
  path,
  livePath,
  timeoutSeconds,
  retries,
  startPeriodSeconds,
}: Question): Promise<void> {
  const fs = process.getBuiltinModule("node:fs");
  const net = process.getBuiltinModule("node:net");
  const answers = async (asked: string): Promise<boolean> => {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    return fetch("http://127.0.0.1:" + port + asked, { signal, redirect: "manual" }).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  const connects = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => resolve(true));
      socket.on("error", () => resolve(false)).setTimeout(timeoutSeconds * 1000, () => resolve(false));
    });
  if (livePath !== undefined) {
    const file = "/tmp/.andamio-silent";
    const silent = fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0;
    const since = fs.statSync("/proc/1").ctimeMs;
    const lives = await answers(livePath);
    const isEarly = Date.now() - since < startPeriodSeconds * 1000;
    const now = lives || isEarly ? 0 : silent + 1;
    fs.writeFileSync(file, String(now >= retries ? 0 : now));
    if (now >= retries) process.kill(-1, "SIGKILL");
  }
  process.exit((await (path === undefined ? connects() : answers(path))) ? 0 : 1);
}

function askByShell({ port, path, livePath, timeoutSeconds, retries }: Question): string {
  const answers = (asked: string) => {
    const url = `'http://127.0.0.1:${port}${asked.replaceAll("'", "%27")}'`;
    const seconds = Math.ceil(timeoutSeconds);
    return (
      `{ if command -v wget >/dev/null; then wget -q -T ${seconds} -O /dev/null ${url}; ` +
      `else curl -fsS -m ${seconds} -o /dev/null ${url}; fi; }`
    );
  };
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const listens = `grep -qE ':${hex} [0-9A-F]+:0000 0A' /proc/net/tcp /proc/net/tcp6`;
  const ready = path === undefined ? listens : answers(path);
  if (livePath === undefined) return ready;
  const file = "/tmp/.andamio-silent";
  return (
    `if ${answers(livePath)}; then echo 0 >${file}; touch /tmp/.andamio-lived; ` +
    `elif [ -e /tmp/.andamio-lived ]; then n=$(($(cat ${file}) + 1)); echo $n >${file}; ` +
    `[ $n -lt ${retries} ] || { rm -f ${file} /tmp/.andamio-lived; kill -9 -1; }; fi; ${ready}`
  );
}
