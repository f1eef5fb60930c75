/** A client made from the OpenAPI description by somebody else's generator. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { password, startApp } from "./helper.ts";

const modules = join(import.meta.dirname, "..", "..", "node_modules");

/** What somebody would write with it; the last one is a mistake that types must find. */
const use = `
import { client } from "./client/client.gen.js";
import * as api from "./client/sdk.gen.js";

export async function use(baseUrl: string, username: string, password: string) {
  client.setConfig({ baseUrl, throwOnError: true });
  const { data: signedIn } = await api.postApiAuthToken({ body: { username, password } });
  client.setConfig({ auth: signedIn!.access });
  const { data: made } = await api.postApiV1Cases({
    body: { entity: "Banco", debtor_name: "Ana", amount: "10.50", cartera: "Propia" },
  });
  const { data: read } = await api.getApiV1CasesById({ path: { id: made!.id } });
  const { data: list } = await api.getApiV1Cases({ query: { text: "ana", per_page: 5 } });
  const { data: claims } = await api.getApiReclamos();
  const missing = await api.getApiReclamosById({ path: { id: 99 }, throwOnError: false });
  const total: number = list!.total + claims!.total;
  return { amount: read!.amount, total, code: missing.error!.error, status: missing.response!.status };
}
`;
const mistake = `
import * as api from "./client/sdk.gen.js";
export const wrong = api.patchApiReclamosById({ path: { id: 1 }, body: { estado: "perdido" } });
`;

test("a client that is generated from the OpenAPI has the right types, and works", async () => {
  const { app, as } = await startApp();
  const { username } = await as("ADMIN");
  const { name: cartera } = await app.db.cartera.findFirstOrThrow();
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const folder = mkdtempSync(join(tmpdir(), "app-client-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write("openapi.json", await (await fetch(`${url}/docs/json`)).text());
  const [generator, compiler] = ["openapi-ts", "tsc"].map((name) => join(modules, ".bin", name));
  execFileSync(generator!, ["-i", "openapi.json", "-o", "client"], { cwd: folder, stdio: "ignore" });
  write("package.json", "{\"type\":\"module\"}");
  write("use.ts", use.replace("Propia", cartera));
  const options = "--strict --target es2022 --module nodenext --lib es2023,dom,dom.iterable";
  const check = (file: string) =>
    spawnSync(compiler!, [...options.split(" "), file], { cwd: folder, encoding: "utf8" });
  expect(check("use.ts")).toMatchObject({ stdout: "", status: 0 });
  write("mistake.ts", mistake);
  expect(check("mistake.ts").stdout).toContain("\"perdido\"' is not assignable");
  const { use: run } = (await import(join(folder, "use.js"))) as { use: (...args: string[]) => Promise<unknown> };
  expect(await run(url, username, password)).toEqual({
    amount: "10.50",
    total: 1,
    code: "not_found",
    status: 404,
  });
});
