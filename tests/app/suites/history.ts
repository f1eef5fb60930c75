/** What the history of operations promises, on whichever database. */

import { inflateRawSync } from "node:zlib";

import { expect, test } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { startApp } from "../helper.ts";
import { daysAgo, root } from "../point-kit.ts";

const path = `${root}/operaciones/historial/`;
const actions = ["RUN_API_MAINTENANCE", "PURGE_API_LOGS", "DEACTIVATE_IDLE_API_CLIENTS"];

/** So many rows of three kinds, one a day, the first from today. */
async function start(make: MakeDatabase, rows: number, payload = "{}") {
  const app = await startApp({ make });
  const dg = await app.as("DG");
  await app.db.auditLog.createMany({
    data: Array.from({ length: rows }, (_, index) => ({
      action: actions[index % 3]!,
      model: `M${index % 5}`,
      objectId: String(index % 7),
      userId: index % 2 ? dg.id : null,
      payload,
      timestamp: daysAgo(index), // a later id is of an earlier day
    })),
  });
  const ask = async (query: string) => dg.get(`${path}?${query}`);
  const items = async (query: string) => (await ask(query)).body.items as Item[];
  return { ...app, dg, ask, items };
}

type Item = Record<string, string | number | null>;

export function describeHistory(make: MakeDatabase): void {
  test("P004-15 the action, the first and the last day narrow it; both days count", async () => {
    const { items } = await start(make, 9);
    expect(await items("")).toHaveLength(9);
    const purged = await items("action=PURGE_API_LOGS");
    expect(purged.map(({ action }) => action)).toEqual(Array(3).fill("PURGE_API_LOGS"));
    const dayOf = (days: number) =>
      new Intl.DateTimeFormat("en-CA", { timeZone: "America/Argentina/Buenos_Aires" }).format(
        daysAgo(days),
      );
    expect(await items(`date_from=${dayOf(3)}`)).toHaveLength(4);
    expect(await items(`date_to=${dayOf(3)}`)).toHaveLength(6);
    expect(await items(`date_from=${dayOf(3)}&date_to=${dayOf(3)}`)).toHaveLength(1);
  });

  test("P004-16, P004-17, P004-44 it is sorted by any column both ways, by default the newest first", async () => {
    const { ask, items, dg } = await start(make, 12);
    for (const column of ["timestamp", "action", "model", "object_id", "user", "id"]) {
      const up = await items(`sort_by=${column}&sort_dir=asc`);
      const values = up.map((row) => row[column]).filter((value) => value !== null);
      expect(values).toEqual([...values].sort((a, b) => (a! < b! ? -1 : a! > b! ? 1 : 0)));
      const down = await items(`sort_by=${column}&sort_dir=desc`);
      const named = (list: Item[]) => list.filter((row) => row[column] !== null);
      expect(named(down)).toEqual(named(up).reverse());
      const ties = named(up).map((row) => [String(row[column]), Number(row["id"])] as const);
      for (const [index, [value, id]] of ties.entries()) {
        if (ties[index - 1]?.[0] === value) expect(id).toBeGreaterThan(ties[index - 1]![1]);
      }
    }
    expect(new Set((await items("")).map(({ user }) => user))).toEqual(new Set([dg.username, null]));
    const newest = await items("limit=20&offset=0&sort_by=timestamp&sort_dir=desc");
    expect(await items("")).toEqual(newest);
    expect(newest.map(({ id }) => id)).toEqual(
      (await items("sort_by=id&sort_dir=asc")).map(({ id }) => id),
    );
    expect(newest[0]!["timestamp"]! > newest[1]!["timestamp"]!).toBe(true);
    for (const query of ["sort_by=payload", "sort_by=x", "sort_by=", "sort_dir=up", "sort_dir=DESC"]) {
      expect([query, (await ask(query)).status]).toEqual([query, 400]);
    }
  });

  test("P004-18 45 rows by 20 are pages of 20, 20 and 5, and each says what comes before and after", async () => {
    const { ask } = await start(make, 45);
    const pages = [];
    for (const offset of [0, 20, 40]) {
      const { items, pagination } = (await ask(`limit=20&offset=${offset}`)).body;
      const { has_next, next_offset, has_prev, prev_offset } = pagination;
      pages.push([items.length, has_next, next_offset, has_prev, prev_offset]);
    }
    expect(pages).toEqual([
      [20, true, 20, false, null],
      [20, true, 40, true, 0],
      [5, false, null, true, 20],
    ]);
  });

  test("P004-19, P004-22 limit, offset and export are 400 when they make no sense", async () => {
    const { ask } = await start(make, 1);
    const wrong = ["limit=0", "limit=-1", "offset=-1", "limit=x", "offset=x", "limit=501", "limit="];
    for (const query of [...wrong, "export=pdf", "export=CSV"]) {
      expect([query, (await ask(query)).status]).toEqual([query, 400]);
    }
  });

  test("P004-20 as CSV it has a header, and cells with commas, quotes and formulas are safe", async () => {
    const { ask, db } = await start(make, 3, "{\"note\":\"a, \\\"b\\\"\"}");
    await db.auditLog.updateMany({ where: { model: "M0" }, data: { model: "=1+1", objectId: "-2" } });
    const { headers, body } = await ask("export=csv&sort_by=id&sort_dir=asc");
    expect(headers["content-type"]).toMatch(/^text\/csv/);
    expect(headers["content-disposition"]).toMatch(/^attachment; filename=".*\.csv"$/);
    const lines = String(body).replace("\ufeff", "").trimEnd().split("\r\n");
    expect(lines[0]).toBe("id,timestamp,action,model,object_id,user,payload");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(
      /^\d+,[^,]+Z,RUN_API_MAINTENANCE,'=1\+1,-2,,"\{""note"":""a, \\""b\\""""\}"$/,
    );
  });

  test("P004-20 the cells of CSV are the values of the JSON answer: a guard stands before formulas alone", async () => {
    const { ask, db } = await start(make, 1);
    for (const [objectId, cell] of [
      ["-", "-"],
      ["-2.5", "-2.5"],
      ["+54", "+54"],
      ["-1+1", "'-1+1"],
      ["--", "'--"],
      ["=A1", "'=A1"],
      ["@sum", "'@sum"],
      ["\t=1", "'\t=1"],
    ]) {
      await db.auditLog.updateMany({ where: { model: "M0" }, data: { objectId: objectId! } });
      const { body } = await ask("export=csv");
      expect(String(body).split("\r\n")[1]!.split(",")[4]).toBe(cell);
      expect((await ask("")).body.items[0].object_id).toBe(objectId);
    }
  });

  test("P004-21 as a workbook it opens, and has a row more than the JSON", async () => {
    const payload = "{\"note\":\"<&>\\u0001ñ\"}";
    const { dg, app, items, db } = await start(make, 30, payload);
    await db.auditLog.updateMany({ where: { model: "M0" }, data: { objectId: "-", model: "=1+1" } });
    const answer = await app.inject({
      url: `${path}?export=xlsx`,
      headers: { authorization: `Bearer ${dg.token}` },
    });
    expect(answer.headers["content-type"]).toBe(
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    );
    expect(answer.headers["content-disposition"]).toBe(
      "attachment; filename=\"integraciones_operaciones_historial.xlsx\"",
    );
    const sheet = unzip(answer.rawPayload, "xl/worksheets/sheet1.xml");
    expect(sheet.match(/<row>/g)).toHaveLength((await items("")).length + 1);
    expect(sheet).toContain("&lt;&amp;&gt;");
    const rows = Array.from(sheet.matchAll(/<row>(.*?)<\/row>/g), ([, row]) => readRow(row!));
    const [header, ...values] = rows;
    const shown = await items("");
    expect(values).toEqual(shown.map((item) => header!.map((name) => shownAs(String(name), item))));
    expect(unzip(answer.rawPayload, "xl/styles.xml")).toContain("formatCode=\"yyyy");
  });

  test("P004-45 with 250 rows both files have the 200 that were asked for", async () => {
    const { dg, app, ask } = await start(make, 250);
    const csv = String((await ask("limit=200&export=csv")).body);
    expect(csv.trimEnd().split("\r\n")).toHaveLength(201);
    const { rawPayload } = await app.inject({
      url: `${path}?limit=200&export=xlsx`,
      headers: { authorization: `Bearer ${dg.token}` },
    });
    expect(unzip(rawPayload, "xl/worksheets/sheet1.xml").match(/<row>/g)).toHaveLength(201);
  });
}

/** A number as such, a moment as Date, an empty cell as null */
function readRow(xml: string): unknown[] {
  return Array.from(xml.matchAll(/<c( t="inlineStr"| s="1")?(?:\/>|>(.*?)<\/c>)/g), ([, kind, inner]) => {
    if (inner === undefined) return null;
    const text = inner.replaceAll(/<[^>]*>/g, "");
    if (!kind) return Number(text);
    if (kind.includes("s=")) return new Date(Math.round((Number(text) - 25_569) * 86_400_000));
    return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  });
}

function shownAs(name: string, item: Item): unknown {
  const value = item[name] as unknown;
  if (name === "timestamp") return new Date(String(value));
  return name === "payload" ? JSON.stringify(value) : value;
}

/** One file of an archive, found by the directory at its end. */
function unzip(archive: Buffer, name: string): string {
  const end = archive.lastIndexOf("PK\u0005\u0006", undefined, "latin1");
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [size, length] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28)];
    const local = archive.readUInt32LE(at + 42);
    if (archive.toString("utf8", at + 46, at + 46 + length) === name) {
      const extra = archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const start = local + 30 + extra;
      return inflateRawSync(archive.subarray(start, start + size)).toString("utf8");
    }
    at += 46 + length + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`no ${name} in the archive`);
}
