/** Turns the one models file into the schema of each engine. Knows no database. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

export const engines = ["sqlite", "postgresql", "mysql"] as const;
export type Engine = (typeof engines)[number];

export function readModels(file = join(import.meta.dirname, "models.prisma")): string {
  return readFileSync(file, "utf8");
}

export function renderSchema(engine: Engine, models: string, output = "."): string {
  const generator = {
    provider: "prisma-client",
    output,
    runtime: "nodejs",
    moduleFormat: "esm",
    importFileExtension: "ts",
  };
  return (
    block("generator client", generator) +
    block("datasource db", { provider: engine }) +
    applyTypes(engine, models)
  );
}

function block(head: string, entries: Record<string, string>): string {
  const lines = Object.entries(entries).map(
    ([key, value]) => `  ${key} = ${JSON.stringify(value)}\n`,
  );
  return `${head} {\n${lines.join("")}}\n`;
}

function applyTypes(engine: Engine, models: string): string {
  if (engine !== "mysql") return models;
  return models.replace(
    /^( *\/\/\/ @mysql (\S+)\n)(.+)$/gm,
    (_, mark: string, type: string, field: string) => `${mark}${field} @db.${type}`,
  );
}
