/** What tests of the Point API need: clients that were used so many days ago, and logs as old. */

import type { TestApp } from "./helper.ts";

export const root = "/api/integraciones/point";
let count = 0;

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}

/** Days since each was used; null is never, by a client that was made 100 days ago. */
export async function addClients(
  { db }: Pick<TestApp, "db">,
  ...days: (number | null)[]
): Promise<number[]> {
  const ids = [];
  for (const used of days) {
    const { id } = await db.apiClient.create({
      data: {
        name: `client ${++count}`,
        keyHash: `${crypto.randomUUID()}`,
        createdAt: daysAgo(100),
        lastUsedAt: used === null ? null : daysAgo(used),
      },
    });
    ids.push(id);
  }
  return ids;
}

export async function addLogs(
  { db }: Pick<TestApp, "db">,
  days: readonly number[],
  more: { statusCode?: number; durationMs?: number } = {},
): Promise<void> {
  const client =
    (await db.apiClient.findFirst()) ??
    (await db.apiClient.create({ data: { name: "first", keyHash: "-", lastUsedAt: new Date() } }));
  for (const age of days) {
    await db.apiLog.create({
      data: {
        clientId: client.id,
        method: "GET",
        path: "/x",
        statusCode: 200,
        durationMs: 10,
        createdAt: daysAgo(age),
        ...more,
      },
    });
  }
}
