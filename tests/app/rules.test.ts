/** Who may call what, route by route, and which scripts a page may run. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { root } from "../../app/root.ts";
import { startApp } from "./helper.ts";
import { everyone, rules } from "./rules.ts";

describe("permissions", () => {
  test("N003-89, C000-74 every route lets in the roles that it names, and no other", async () => {
    const { app, as } = await startApp({ variables: { RATE_LIMIT_DEFAULT: "10000/minute" } });
    const documented = Object.entries(app.swagger().paths ?? {}).flatMap(([path, methods]) =>
      Object.entries(methods as object).map(([method, { security }]) => [
        `${method.toUpperCase()} ${path}`,
        security ? "closed" : "public",
      ]),
    );
    expect(Object.fromEntries(documented)).toEqual(
      Object.fromEntries(
        rules.map(([method, path, who]) => [`${method} ${path}`, who === "public" ? who : "closed"]),
      ),
    );
    const closed = rules.filter(([, , who]) => who !== "public");
    for (const role of everyone) {
      const { token } = await as(role);
      for (const [method, path, allowed] of closed) {
        const url = path.replace("{id}", "1");
        const { statusCode } = await app.inject({
          method: method as "GET",
          url,
          headers: { authorization: `Bearer ${token}` },
        });
        expect([role, method, url, statusCode !== 403 && statusCode !== 401]).toEqual([
          role,
          method,
          url,
          allowed.includes(role),
        ]);
        expect((await app.inject({ method: method as "GET", url })).statusCode).toBe(401);
      }
    }
  });
});

test("N003-93 every answer has a policy for its content, which lets no script in the page run", async () => {
  const { get } = await startApp();
  for (const path of ["/docs", "/api", "/nothing"]) {
    const policy = String((await get(path)).headers["content-security-policy"]);
    expect([path, policy]).toEqual([path, expect.stringContaining("default-src 'self'")]);
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
  }
});

test("N003-07 routes ask services, and never the database client itself", () => {
  const folder = join(root, "modules");
  const routes = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("routes.ts"))
    .map((file) => [file, readFileSync(join(folder, file), "utf8")] as const);
  expect(routes.length).toBeGreaterThan(8);
  const direct = routes.filter(
    ([, text]) =>
      /from ".*(database\/open-database|generated)/.test(text) ||
      /\bdb\.(\$\w+|\w+\.(find|create|update|delete|count|upsert|aggregate|groupBy))/.test(text),
  );
  expect(direct.map(([file]) => file)).toEqual([]);
});
