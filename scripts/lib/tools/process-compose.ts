/** Finds or makes process-compose, which supervises the processes of the local target. */
import { findCached, makeCached } from "./cache.ts";
import { buildWithGo } from "./go-build.ts";
import { fetchRelease } from "./release.ts";
import { findExecutables, pathFolders } from "./search.ts";
import { ask, type FindOptions, type Tool } from "./tool.ts";
import { tryWays } from "./ways.ts";

/** The one that is installed; a later 1.x fits when the machine has it. */
export const processComposeVersion = "1.64.1";

export async function findProcessCompose(options: FindOptions): Promise<Tool> {
  return (
    (await findInstalled()) ??
    (await findCached("process-compose", processComposeVersion)) ??
    (await install(options))
  );
}

async function findInstalled(): Promise<Tool | undefined> {
  for (const path of findExecutables("process-compose", pathFolders())) {
    const version = await askVersion(path);
    if (version && isFitting(version)) return { path, version, origin: "found on this machine" };
  }
  return undefined;
}

async function askVersion(path: string): Promise<string | undefined> {
  return /^Version:\s+v?(\d+\.\d+\.\d+)/m.exec((await ask(path, ["version"])) ?? "")?.[1];
}

function isFitting(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return major === 1 && (minor > 64 || (minor === 64 && patch >= 1));
}

async function install(options: FindOptions): Promise<Tool> {
  return await makeCached({
    ...options,
    name: "process-compose",
    version: processComposeVersion,
    make: (binary) =>
      tryWays({
        tool: `process-compose ${processComposeVersion}`,
        hint: "install Go (https://go.dev/doc/install) or process-compose (https://f1bonacc1.github.io/process-compose/installation), and type the command again",
        ...options,
        verify: () => askVersion(binary),
        ways: {
          "official release": () => download(binary, options),
          "built with Go": () => build(binary, options),
        },
      }),
  });
}

async function download(binary: string, { onProgress, signal }: FindOptions): Promise<void> {
  onProgress?.(`fetching process-compose ${processComposeVersion}`);
  const site =
    process.env.ANDAMIO_PROCESS_COMPOSE_SITE ??
    "https://github.com/F1bonacc1/process-compose/releases/download";
  const system = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  await fetchRelease({
    folder: `${site}/v${processComposeVersion}`,
    archive: `process-compose_${system}.tar.gz`,
    checksums: "process-compose_checksums.txt",
    member: "process-compose",
    binary,
    signal,
  });
}

async function build(binary: string, options: FindOptions): Promise<void> {
  await buildWithGo({
    ...options,
    title: `process-compose ${processComposeVersion}`,
    package: "github.com/f1bonacc1/process-compose/src",
    stamp: ["github.com/f1bonacc1/process-compose/src/config.Version", `v${processComposeVersion}`],
    output: binary,
  });
}
