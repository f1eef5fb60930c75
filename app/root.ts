/**
 * Where the package is: the same folder for the sources and for what is built from them into
 * dist/.
 */

import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export const root =
  basename(import.meta.dirname) === "dist" ? dirname(import.meta.dirname) : import.meta.dirname;

export const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  version: string;
};
