/**
 * Generates one Prisma client per engine into generated/; does nothing when they fit the models.
 * Needs no network.
 */

import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { PrismaClientTsGenerator } from "@prisma/client-generator-ts";
import type * as Internals from "@prisma/internals";

import { type Engine, engines, readModels, renderSchema } from "./schema.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "generated");

const digest = digestOf([
  "prisma/models.prisma",
  "prisma/schema.ts",
  "prisma/generate.ts",
  "package-lock.json",
]);
if (readDigest() !== digest) await generateAll();

async function generateAll(): Promise<void> {
  const scratch = join(root, `generated-${process.pid}.tmp`);
  for (const engine of engines) await generate(engine, join(scratch, engine));
  writeFileSync(join(scratch, ".digest"), digest);
  rmSync(target, { recursive: true, force: true });
  try {
    renameSync(scratch, target);
  } catch (error) {
    rmSync(scratch, { recursive: true });
    if (readDigest() !== digest) throw error; // else another run was faster
  }
}

async function generate(engine: Engine, output: string): Promise<void> {
  const require = createRequire(import.meta.url); // the ES modules of these two packages lack files
  const generators = require("@prisma/client-generator-ts") as {
    PrismaClientTsGenerator: typeof PrismaClientTsGenerator;
  };
  const { getConfig, getDMMF } = require("@prisma/internals") as typeof Internals;
  const schemaPath = join(output, "schema.prisma");
  const datamodel = renderSchema(engine, readModels());
  const files: [string, string][] = [[schemaPath, datamodel]];
  const config = await getConfig({ datamodel: files });
  await new generators.PrismaClientTsGenerator().generate({
    generator: { ...config.generators[0]!, output: { fromEnvVar: null, value: output } },
    otherGenerators: [],
    schemaPath,
    dmmf: await getDMMF({ datamodel: files }),
    datasources: config.datasources,
    datamodel,
    version: (require("@prisma/client/package.json") as { version: string }).version,
  });
}

function digestOf(files: string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function readDigest(): string | undefined {
  try {
    return readFileSync(join(target, ".digest"), "utf8");
  } catch {
    return undefined;
  }
}
