/** Which plugins the engine takes in a test: the official ones where they are installed. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

import { cacheDirectory } from "../../scripts/lib/tools/cache.ts";

export type PluginName = "docker" | "kubernetes";

const standIns = join(import.meta.dirname, "plugins", "bin");

/** The variables under which Andamio, or the engine, finds a plugin of each kind. */
export function pluginVariables(
  name: PluginName,
  path = process.env["PATH"],
): Record<string, string> {
  if (findOfficial(name)) return {};
  return {
    PATH: [standIns, path].join(delimiter),
    ANDAMIO_NODE: process.execPath,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** What the engine says of the one that it takes: it names those that it finds by PATH. */
export function announcement(name: PluginName): RegExp {
  const byPath = `using pulumi-resource-${name} from \\$PATH`;
  const isByPath = findInHomes(name) === undefined;
  return isByPath ? new RegExp(byPath) : new RegExp(`^(?!.*${byPath})`, "s");
}

/** What a run of tests says of it. */
export function describePlugin(name: PluginName): string {
  const official = findOfficial(name);
  return official
    ? `the official plugin of ${name}, ${official}`
    : `a stand-in for the official plugin of ${name}, which is not installed here`;
}

function findOfficial(name: PluginName): string | undefined {
  return findInHomes(name) ?? findOnPath(name);
}

function findInHomes(name: PluginName): string | undefined {
  const homes = [
    process.env["PULUMI_HOME"],
    join(cacheDirectory(), "pulumi-home"),
    join(homedir(), ".pulumi"),
  ];
  const folder = `resource-${name}-v${versionOf(name)}`;
  return homes
    .map((home) => home && join(home, "plugins", folder, `pulumi-resource-${name}`))
    .find((path) => path && existsSync(path));
}

function findOnPath(name: PluginName): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders
    .filter((folder) => folder !== standIns)
    .map((folder) => join(folder, `pulumi-resource-${name}`))
    .find((path) => existsSync(path));
}

/** Of the SDK, which asks for a plugin of its own version. */
function versionOf(name: PluginName): string {
  const manifest = join(import.meta.dirname, `../../node_modules/@pulumi/${name}/package.json`);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
