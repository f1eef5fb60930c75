/** What the biggest exports take of the app's own process. */

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { openDatabase } from "../../app/database/open-database.ts";
import { fill } from "./bench-kit.ts";
import { makeSqlite } from "./databases.ts";
import { password } from "./helper.ts";
import { startServer } from "./processes.ts";

const rows = 50_000;

test.each(["csv", "xlsx"])(`${rows} rows as %s are streamed: they add less than 150 MB to the most that the process has taken`, async (format) => {
  const database = await makeSqlite();
  const db = await openDatabase({ ...database, source: "", throwaway: false });
  await fill(db, { loans: 0, cases: 0, rows });
  await db.$disconnect();
  const { url, child } = await startServer({ DATABASE_URL: database.url });
  const signedIn = await fetch(`${url}/api/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password }),
  });
  const { access } = (await signedIn.json()) as { access: string };
  const before = peakOf(child.pid!);
  const path = `/api/integraciones/point/operaciones/historial?export=${format}&limit=${rows}`;
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${access}` } });
  let bytes = 0;
  for await (const piece of answer.body!) bytes += piece.length;
  const peak = peakOf(child.pid!);
  console.log(`${format}: ${bytes} bytes, at most ${peak} MB resident, ${before} before`);
  expect({ status: answer.status, whole: bytes > 100_000 }).toEqual({ status: 200, whole: true });
  expect(peak - before).toBeLessThan(150);
});

/** The most that was ever resident, in MB */
function peakOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024);
}
