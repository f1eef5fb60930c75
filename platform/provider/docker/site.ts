/** Files of a build, copied out of its image to the proxy, which serves them. */
import { posix } from "node:path";

import type Docker from "dockerode";

import { PlatformError } from "../../errors.ts";
import { askContainer } from "../../targets/docker/ask.ts";
import { find, isMissing } from "../../targets/docker/daemon.ts";
import { forgetRoute, openProxy, proxyUser, readTold, tellProxy } from "../../targets/docker/proxy.ts";
import type { Behind } from "../../targets/docker/proxy-config.ts";
import { archive } from "../../targets/docker/volume-files.ts";
import type { Inputs } from "../handler.ts";
import { isSame } from "../values.ts";
import type { DockerHandler } from "./docker-handler.ts";

interface SiteInputs {
  environment: string;
  program: { location: string; digest: string; workdir: string };
  root: string;
  fallback?: string;
  headers: Record<string, string>;
  proxy: Record<string, string>;
  unit: string;
  route: string;
}

export const site: DockerHandler = {
  async apply(docker, name, inputs) {
    const wanted = read(inputs);
    const proxy = openProxy(docker, wanted.environment);
    await copyFiles(docker, proxy, name, wanted);
    await tellProxy(docker, wanted.environment, ({ settings, behind }) => ({
      settings,
      behind: { ...behind, [wanted.route]: behindOf(wanted) },
    }));
    const { unit } = wanted;
    const others = `cd /data/sites/${unit} && for one in *; do [ "$one" = ${versionOf(wanted)} ] || rm -rf "$one"; done`;
    await askContainer(docker, proxy.id, ["sh", "-c", others], 60);
    return {};
  },

  async observe(docker, _name, state) {
    const wanted = read(state);
    const told = await readTold(docker, wanted.environment);
    return isSame(told?.behind[wanted.route], behindOf(wanted)) ? undefined : "its files are not served";
  },

  async remove(docker, _name, state) {
    const { environment, route } = read(state);
    await forgetRoute(docker, environment, route);
  },
};

async function copyFiles(
  docker: Docker,
  proxy: Docker.Container,
  name: string,
  { program, root, unit, ...rest }: SiteInputs,
): Promise<void> {
  const target = `sites/${unit}/${versionOf({ program, root, unit, ...rest })}/`;
  const folders = ["sites/", `sites/${unit}/`, target].map((path) => ({
    path,
    owner: proxyUser,
    mode: 0o755,
  }));
  await proxy.putArchive(archive(folders) as never, { path: "/data" });
  const source = await docker.createContainer({ Image: program.location, Cmd: ["never"] });
  try {
    const files = await source.getArchive({ path: posix.resolve(program.workdir, root) });
    await proxy.putArchive(files, { path: `/data/${target}` });
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new PlatformError("build_failed", `the image of ${name} has no folder ${root}`, {
      hint: "root is the folder below workdir in which its build leaves the files",
      cause: error,
    });
  } finally {
    await find(source.remove({ force: true, v: true }));
  }
}

function versionOf({ program }: SiteInputs): string {
  return program.location.replace(/^.*:/, "").slice(0, 16);
}

function behindOf(wanted: SiteInputs): Behind {
  const { root, unit, fallback, headers, proxy } = wanted;
  const folder = `/data/sites/${unit}/${versionOf(wanted)}/${posix.basename(root)}`;
  return { kind: "files", folder, headers, proxy, ...(fallback !== undefined && { fallback }) };
}

function read(inputs: Inputs): SiteInputs {
  return inputs as unknown as SiteInputs;
}
