/** `andamio render`: an environment as files, for those who apply it by other means. */

import { isAbsolute, join, relative } from "node:path";

import type { Environment } from "../platform/environment.ts";
import { PlatformError } from "../platform/errors.ts";
import { writeOwnFiles } from "./lib/own-files.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const render: Verb = {
  usage: "render [ENV] --to DIR [--image NAME=REFERENCE] [--deployed]",
  about: "Writes the objects that up would make as YAML, for Flux or Argo CD: the same each time, secrets by name alone. "
    + "Images are built and pushed where they are not there, but those given.",
  flags: {
    to: { type: "string", value: "DIR", about: "where the files go" },
    image: { type: "string", value: "NAME=REF", multiple: true, about: "take this image; repeatable" },
    deployed: { type: "boolean", about: "refer to the Secrets and Jobs that up made" },
  },
  examples: [
    ["render prod --to gitops/prod", "for Flux or Argo CD"],
    ["render prod --to out --image app=acme/app:1.4", "without Docker"],
    ["render prod --to out --deployed", "go on with Flux"],
  ],
  takes: "nothing",
  changes: true,
  run,
};

async function run(call: Call): Promise<number> {
  const { flags, output } = call;
  if (typeof flags.to !== "string") {
    throw new PlatformError("usage", "render wants a folder", { hint: `andamio render ${call.environment} --to DIR` });
  }
  const { loadEnvironment } = await import("../platform/environment.ts");
  const { declare } = await import("../platform/declare.ts");
  const { targets } = await import("../platform/targets/index.ts");
  const environment = loadEnvironment(call.root, call.environment);
  const { render: write } = targets[environment.target] ?? {};
  const able = Object.values(targets).filter((one) => one.render !== undefined);
  if (!write) throw notRendered(environment, able.map(({ name }) => name));
  const images = await findImages(call, environment);
  const deployed = flags.deployed === true ? await findDeployed(call, environment) : undefined;
  const files = write(declare(environment), images, deployed);
  const folder = isAbsolute(flags.to) ? flags.to : join(process.cwd(), flags.to);
  const { written, removed } = writeOwnFiles(folder, files, `andamio render ${environment.name}`);
  const changed = written.length + removed.length > 0;
  const lines = [...written.map((one) => `wrote ${one}`), ...removed.map((one) => `removed ${one}`)];
  const place = relative(process.cwd(), folder) || ".";
  output.result(
    { ok: true, changed, environment: environment.name, folder, written, removed },
    changed ? lines.join("\n") : `nothing changed in ${place}`,
  );
  return 0;
}

/** Names of objects by their declarations'. Throws `usage` where none is deployed. */
async function findDeployed(
  call: Call,
  environment: Environment,
): Promise<ReadonlyMap<string, string>> {
  const { readObjectNames } = await import("./lib/applied-spec.ts");
  const { openDeployment } = await import("./lib/deployment.ts");
  const openEngine = async () => (await openDeployment(call)).openEngine();
  const names = await readObjectNames(environment, openEngine);
  if (names.size > 0) return names;
  throw new PlatformError("usage", `nothing of ${environment.name} is deployed, whose names could be taken`, {
    hint: `without --deployed, for a namespace of its own; or first: andamio up ${environment.name}`,
  });
}

/** By the name of the resource that would make it. */
async function findImages(call: Call, environment: Environment): Promise<Record<string, string>> {
  const flags = call.flags.image;
  const given = parseImages(Array.isArray(flags) ? (flags as string[]) : []);
  const { name: called, images: all } = environment;
  const built = Object.keys(all).filter((name) => all[name]?.build !== undefined);
  const unknown = [...given.keys()].find((name) => !built.includes(name));
  if (unknown !== undefined) throw new PlatformError("usage", `${called} builds no image called "${unknown}"`);
  const names = built.filter((name) => !given.has(name));
  const images = new Map(given);
  if (names.length > 0) {
    const { orderImages } = await import("./lib/image-orders.ts");
    const { provideImage } = await import("../platform/images/provide-image.ts");
    for (const order of await orderImages(environment, { names, push: true, noCache: false })) {
      images.set(order.name, (await provideImage(order, { signal: call.signal })).reference);
    }
  }
  return Object.fromEntries([...images].map(([name, reference]) => [`${name}-build`, reference]));
}

function parseImages(words: readonly string[]): Map<string, string> {
  return new Map(words.map((word) => {
    const [, name = "", reference = ""] = /^([a-z0-9-]+)=(\S+)$/.exec(word) ?? [];
    if (reference === "") throw new PlatformError("usage", `--image wants NAME=REFERENCE, not "${word}"`);
    return [name, reference];
  }));
}

function notRendered({ name, target }: Environment, able: readonly string[]): PlatformError {
  return new PlatformError("target_unsupported", `${name} is deployed on ${target}, of which nothing can be rendered`, {
    hint: `environments that can be: those with target ${able.join(" or ")}`,
  });
}
