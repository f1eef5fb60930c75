/** The contact form on SQLite, its copy in a file, and its limit. */

import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { makeSqlite } from "./databases.ts";
import { startApp } from "./helper.ts";
import { describeContact } from "./suites/contact.ts";

describeContact(makeSqlite);

const message = { name: "Rosa", email: "rosa@example.com", message: "Hola" };

test("N003-68 where it is wanted, a file holds a copy of every message as JSON, and its failure loses nothing", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "contact-")), "data/contact_submissions.json");
  const { post } = await startApp({ variables: { CONTACT_FILE: file } });
  const names = Array.from({ length: 10 }, (_, index) => `nombre ${index}`);
  await Promise.all(names.map((name) => post("/contact", { ...message, name })));
  const kept = JSON.parse(readFileSync(file, "utf8")) as { name: string }[];
  expect(kept.map(({ name }) => name).sort()).toEqual(names);
  const broken = await startApp({ variables: { CONTACT_FILE: "/dev/null/x.json" } });
  expect((await broken.post("/contact", message)).status).toBe(201);
  expect(await broken.db.contactSubmission.count()).toBe(1);
});

test("N003-95 the 51st anonymous call in an hour gets 429, and who is signed in does not", async () => {
  const { get, as } = await startApp({ variables: { RATE_LIMIT_DEFAULT: "1000/minute" } });
  const statuses = new Set<number>();
  for (let count = 0; count < 50; count++) statuses.add((await get("/api/v1/cases")).status);
  expect([...statuses]).toEqual([401]);
  expect((await get("/api/v1/cases")).body).toMatchObject({
    error: "rate_limited",
    detail: "Too many requests: 50/hour is the limit.",
  });
  const gestor = await as("GESTOR");
  for (let count = 0; count < 60; count++) { expect((await gestor.get("/api/v1/cases")).status).toBe(200); }
});
