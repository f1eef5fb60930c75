/** A server that ends under load. */

import { expect, test } from "vitest";

import { startLoad } from "../load.ts";
import { makeSqlite } from "./databases.ts";
import { startServer } from "./processes.ts";

/** Prints the port of each connection that the process is given; what only waits for it is not. */
const tellAccepted = `import { subscribe } from "node:diagnostics_channel";
subscribe("net.server.socket", ({ socket }) => console.log("accepted", socket.remotePort));`;

// what is promised is a time, and a machine may be busy for a moment
test("SIGTERM under 200 requests/s: what was accepted is answered, and half a second after its longest request it has ended with 0", { retry: 3 }, async () => {
  const { url: DATABASE_URL } = await makeSqlite();
  const NODE_OPTIONS = `--import "data:text/javascript,${encodeURIComponent(tellAccepted)}"`;
  const limits = { RATE_LIMIT_DEFAULT: "1000000/minute" };
  const server = await startServer({ DATABASE_URL, NODE_OPTIONS, ...limits });
  const load = startLoad(`${server.url}/api`);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const timer = startTimer();
  server.child.kill("SIGTERM");
  const { code, stderr } = await server.ended;
  const { took, stolen } = timer();
  const { sent, failed } = await load.end();
  const output = server.output();
  const accepted = new Set([...output.matchAll(/^accepted (\d+)$/gm)].map(([, port]) => port));
  const cut = failed.filter((reason) => accepted.has(/port (\d+)$/.exec(reason)?.[1] ?? ""));
  const longest = Math.max(...[...output.matchAll(/"ms":(\d+)/g)].map(([, ms]) => Number(ms)));
  console.log(`${sent} requests, the longest ${longest} ms; the end took ${took} ms (${stolen})`);
  expect(accepted.size).toBeGreaterThan(0);
  expect({ code, stderr, cut }).toEqual({ code: 0, stderr: "", cut: [] });
  expect(failed.length).toBeLessThan(sent);
  expect(took - stolen).toBeLessThan(longest + 500);
});

/** Gives how long it took, and how much of it the machine had no time for this process. */
function startTimer() {
  const begun = performance.now();
  let [last, stolen] = [begun, 0];
  const timer = setInterval(() => {
    const now = performance.now();
    stolen += Math.max(0, now - last - 10);
    last = now;
  }, 5);
  return () => {
    clearInterval(timer);
    return { took: Math.round(performance.now() - begun), stolen: Math.round(stolen) };
  };
}
