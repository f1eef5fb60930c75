/** A server that ends under load. */

import { expect, test } from "vitest";

import { startLoad } from "../load.ts";
import { makeSqlite } from "./databases.ts";
import { startServer } from "./processes.ts";

// what is promised is a time, and a machine may be busy for a moment
test("SIGTERM under 200 requests/s: what was accepted is answered, and half a second after its longest request it has ended with 0", { retry: 3 }, async () => {
  const { url: DATABASE_URL } = await makeSqlite();
  const server = await startServer({ DATABASE_URL, RATE_LIMIT_DEFAULT: "1000000/minute" });
  const load = startLoad(`${server.url}/api`);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const begun = Date.now();
  server.child.kill("SIGTERM");
  const { code, stderr } = await server.ended;
  const took = Date.now() - begun;
  const { sent, failed } = await load.end();
  const cut = failed.filter((reason) => !reason.includes("ECONNREFUSED"));
  const longest = Math.max(...durations(server.output()));
  console.log(`${sent} requests, the longest ${longest} ms; the end took ${took} ms`);
  expect({ code, stderr, cut }).toEqual({ code: 0, stderr: "", cut: [] });
  expect(failed.length).toBeLessThan(sent);
  expect(took).toBeLessThan(longest + 500);
});

function durations(output: string): number[] {
  return [...output.matchAll(/"ms":(\d+)/g)].map(([, ms]) => Number(ms));
}
