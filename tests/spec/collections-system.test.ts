/** The collections system of the examples, for development and for production, on target docker. */
import { describe, expect, test } from "vitest";

import { loadExample, preview, text } from "./examples.ts";
import { findFaults, load } from "./project.ts";
import { containerOf, imageOf, portsOf, variablesOf } from "./rendered.ts";

describe("collections", () => {
  test("N003-03 production is served on 127.0.0.1:5000, on PostgreSQL", () => {
    const environment = loadExample("collections-prod");
    expect(portsOf(environment, "web")).toEqual(["127.0.0.1:5000:8000"]);
    expect(environment.components.db).toMatchObject({ engine: "postgresql" });
  });

  test("N003-101 N003-105 the web and the database have the names of the sources; no port of the database is published", () => {
    const environment = loadExample("collections-prod");
    expect(containerOf(environment, "web").name).toBe("gestiones-mvp-prod");
    expect(containerOf(environment, "db").name).toBe("gestiones-db-prod");
    expect(environment.components.db).toMatchObject({ name: "gestiones", user: "gestiones_user" });
    expect(imageOf(environment, "db")).toBe("postgres:15");
    expect(portsOf(environment, "web")).toEqual(["127.0.0.1:5000:8000"]);
    expect(portsOf(environment, "db")).toEqual([]);
  });

  test("N003-100 development is served on 127.0.0.1:5001, on SQLite, by an image that is built here", () => {
    const environment = loadExample("collections-dev");
    expect(portsOf(environment, "web")).toEqual(["127.0.0.1:5001:8000"]);
    expect(JSON.stringify(variablesOf(environment, "web").DATABASE_URL)).toMatch(/gestiones\.db/);
    expect(environment.images.app).toMatchObject({ build: "./app" });
  });

  test("N003-79 X01 the preview of development has no container of a database; that of production has PostgreSQL 15 and its volume", async () => {
    const containers = (listed: string[]) => listed.filter((one) => /^Container (db|web)/.test(one));
    const [dev, prod] = [await preview("collections-dev"), await preview("collections-prod")];
    expect(containers(dev)).toEqual(["Container web-container.1"]);
    expect(containers(prod)).toEqual(["Container db-container.1", "Container web-container.1"]);
    expect(prod.some((one) => one.startsWith("Volume db-data"))).toBe(true);
    expect(imageOf(loadExample("collections-prod"), "db")).toMatch(/^postgres:15/);
  });

  test("N003-109 each environment names the instance that it runs on", () => {
    const instances = ["prod", "dev"].map(
      (name) => loadExample(`collections-${name}`).labels["oci-instance"],
    );
    expect(instances).toEqual(["instance-20251104-2312", "dev--instance-20251119-2332"]);
  });

  test("N003-08 public addresses take a proxy block, which development does without", () => {
    expect(loadExample("collections-dev").tls).toBeUndefined();
    const files = {
      "collections-base.yaml": text("collections-base"),
      "collections-prod.yaml": `${text("collections-prod")}    route: { host: gestiones.example.com }\ntls: { mode: internal }\n`,
    };
    const environment = load(files, "collections-prod");
    expect(environment.tls).toMatchObject({ mode: "internal", redirect: true });
    expect(containerOf(environment, "").ports!.map(({ external }) => external)).toContain(443);
  });

  test("N003-191 development and production give the program the variables of their files, secrets apart", () => {
    const dev = variablesOf(loadExample("collections-dev"), "web");
    expect(dev).toMatchObject({ NODE_ENV: "development", DEBUG: "1" });
    expect(dev.SECRET_KEY).toMatchObject([{ $ref: "secret-key", secret: true }]);
    const prod = variablesOf(loadExample("collections-prod"), "web");
    expect(prod).toMatchObject({ NODE_ENV: "production", DEBUG: "0", MAIL_SERVER: "smtp.zoho.com" });
    expect(JSON.stringify(prod.DATABASE_URL)).toMatch(
      /postgresql:\/\/gestiones_user:.*db-password.*@db:5432\/gestiones/,
    );
    for (const [variable, secret] of [["SECRET_KEY", "secret-key"], ["MAIL_USERNAME", "mail-username"], ["MAIL_PASSWORD", "mail-password"]]) {
      expect(prod[variable!]).toMatchObject([{ $ref: secret, secret: true }]);
    }
    const lacking = text("collections-prod").replace(/^ {2}mail-password: .*\n/m, "");
    const files = { "collections-base.yaml": text("collections-base"), "collections-prod.yaml": lacking };
    const [fault] = findFaults(files, "collections-prod");
    const line = lacking.split("\n").findIndex((one) => one.includes("${mail-password.value}")) + 1;
    expect(fault).toMatchObject({ code: "unknown-component", line });
  });
});
