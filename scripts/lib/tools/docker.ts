/** Finds Docker's command line; never installs it, for a daemon is its owner's to choose. */
import { PlatformError } from "../../../platform/errors.ts";
import { findExecutables, pathFolders } from "./search.ts";
import { ask, type Tool } from "./tool.ts";

export async function findDocker(): Promise<Tool> {
  for (const path of findExecutables("docker", [...pathFolders(), "/usr/local/bin", "/usr/bin"])) {
    const version = /version (\d+(?:\.\d+)*)/.exec((await ask(path, ["--version"])) ?? "")?.[1];
    if (version) return { path, version, origin: "found on this machine" };
  }
  throw new PlatformError("tool_missing", "Docker is not installed", {
    hint: "Debian, Ubuntu: sudo apt-get install docker.io; others: docs.docker.com/engine/install",
  });
}
