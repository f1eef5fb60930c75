/**
 * Writes the tables of the models as the MySQL that Prisma itself would write, which its
 * WebAssembly engine cannot. No implicit m:n tables, no full-text indexes.
 */

import { createRequire } from "node:module";

import type * as Internals from "@prisma/internals";

import { renderSchema } from "./schema.ts";

type Document = Awaited<ReturnType<typeof Internals.getDMMF>>;
type Model = Document["datamodel"]["models"][number];
type Field = Model["fields"][number];
type Index = Document["datamodel"]["indexes"][number];

const types: Record<string, string> = {
  String: "VARCHAR(191)",
  Int: "INTEGER",
  BigInt: "BIGINT",
  Float: "DOUBLE",
  Decimal: "DECIMAL(65, 30)",
  Boolean: "BOOLEAN",
  DateTime: "DATETIME(3)",
  Bytes: "LONGBLOB",
};
const actions: Record<string, string> = {
  Cascade: "CASCADE",
  SetNull: "SET NULL",
  Restrict: "RESTRICT",
  NoAction: "NO ACTION",
};

/** SQL of each table by its name, foreign keys apart, because tables may refer to each other. */
export async function renderTables(
  models: string,
): Promise<Map<string, { table: string; keys: string[] }>> {
  if (models === "") return new Map();
  const { getDMMF } = createRequire(import.meta.url)("@prisma/internals") as typeof Internals;
  const { datamodel } = await getDMMF({ datamodel: renderSchema("mysql", models) });
  return new Map(
    datamodel.models.map((model) => [
      nameOf(model),
      {
        table: renderTable(
          model,
          datamodel.indexes.filter((index) => index.model === model.name),
        ),
        keys: model.fields
          .filter((field) => field.relationFromFields?.length)
          .map((field) => renderKey(model, field, datamodel.models as Model[])),
      },
    ]),
  );
}

function renderTable(model: Model, indexes: readonly Index[]): string {
  const lines = [...model.fields.filter((field) => field.kind !== "object").map(renderColumn)];
  for (const { type, fields, dbName } of indexes) {
    const columns = fields.map((field) => columnOf(model, field.name));
    const suffix = { unique: "key", normal: "idx" }[type as string];
    if (!suffix) continue;
    const name = quote(dbName ?? [nameOf(model), ...columns.map(bare), suffix].join("_"));
    lines.push(`${suffix === "key" ? "UNIQUE " : ""}INDEX ${name}(${columns.join(", ")})`);
  }
  const id =
    model.primaryKey?.fields ??
    model.fields.filter((field) => field.isId).map((field) => field.name);
  lines.push(`PRIMARY KEY (${id.map((name) => columnOf(model, name)).join(", ")})`);
  const body = lines.map((line) => `    ${line}`).join(",\n");
  return `-- CreateTable\nCREATE TABLE ${quote(nameOf(model))} (\n${body}\n) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`;
}

function renderColumn(field: Field): string {
  const [name, args] = field.nativeType ?? [types[field.type]!, []];
  const type = args.length ? `${name}(${args.join(", ")})` : name;
  return `${quote(field.dbName ?? field.name)} ${type.toUpperCase()} ${field.isRequired ? "NOT NULL" : "NULL"}${renderDefault(field.default)}`;
}

function renderDefault(value: Field["default"]): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return ` DEFAULT '${value.replaceAll("'", "''")}'`;
  if (typeof value !== "object") return ` DEFAULT ${String(value)}`;
  if (!("name" in value)) throw new Error("a list has no default on MySQL");
  return (
    { autoincrement: " AUTO_INCREMENT", now: " DEFAULT CURRENT_TIMESTAMP(3)" }[value.name] ?? ""
  );
}

function renderKey(model: Model, field: Field, models: readonly Model[]): string {
  const other = models.find(({ name }) => name === field.type)!;
  const from = field.relationFromFields!.map((name) => columnOf(model, name));
  const to = field.relationToFields!.map((name) => columnOf(other, name));
  const onDelete =
    actions[field.relationOnDelete ?? ""] ?? (field.isRequired ? "RESTRICT" : "SET NULL");
  const name = quote([nameOf(model), ...from.map(bare), "fkey"].join("_"));
  return `-- AddForeignKey\nALTER TABLE ${quote(nameOf(model))} ADD CONSTRAINT ${name} FOREIGN KEY (${from.join(", ")}) REFERENCES ${quote(nameOf(other))}(${to.join(", ")}) ON DELETE ${onDelete} ON UPDATE CASCADE;`;
}

function columnOf(model: Model, name: string): string {
  const field = model.fields.find((candidate) => candidate.name === name)!;
  return quote(field.dbName ?? field.name);
}

const nameOf = (model: Model): string => model.dbName ?? model.name;
const quote = (name: string): string => `\`${name}\``;
const bare = (quoted: string): string => quoted.slice(1, -1);
