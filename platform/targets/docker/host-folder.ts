/**
 * Folders of the host in which kept volumes lie where the environment says `path`. The daemon makes
 * and empties them, so that it works on any host.
 */
import type Docker from "dockerode";
import { pack } from "tar-stream";

import { PlatformError } from "../../errors.ts";
import { removeContainer } from "./containers.ts";
import { find } from "./daemon.ts";
import { placeVolume } from "./place-volume.ts";
import { ensureEmptyImage, removeHolders } from "./volume-files.ts";

const inside = "/folder";

/** Throws `data_loss` where the volume is there already, and lies elsewhere than is asked for. */
export async function makeHostFolder(
  docker: Docker,
  volume: string,
  path: unknown,
): Promise<void> {
  const folder = await findFolder(docker, volume);
  const wanted = placeVolume(volume, path).driverOpts?.["device"];
  if (folder !== wanted) {
    const [is, not] = [folder, wanted].map((one) => one ?? "Docker's own folder");
    throw new PlatformError("data_loss", `the volume ${volume} lies in ${is}, not in ${not}`, {
      hint: `set docker.path back; or take its files there, docker volume rm ${volume}, and deploy`,
    });
  }
  if (folder === undefined) return;
  const nothing = pack();
  nothing.finalize();
  const work = (holder: Docker.Container) =>
    holder.putArchive(nothing as never, { path: inside }); // the daemon makes the folder for it
  await withFolder(docker, folder, await ensureEmptyImage(docker), ["never"], work);
}

/** With its files. */
export async function removeVolume(docker: Docker, volume: string): Promise<void> {
  const folder = await findFolder(docker, volume);
  if (folder !== undefined) await emptyFolder(docker, folder);
  await removeHolders(docker, volume);
  await find(docker.getVolume(volume).remove());
}

/** Where a volume lies, when it is not Docker's choice. */
async function findFolder(docker: Docker, volume: string): Promise<string | undefined> {
  const found = await find(docker.getVolume(volume).inspect());
  return found?.Options?.["device"];
}

/** By `find` of any image that is there and has it. */
async function emptyFolder(docker: Docker, folder: string): Promise<void> {
  const words = ["find", inside, "-mindepth", "1", "-delete"];
  for (const { Id } of await docker.listImages()) {
    const work = async (container: Docker.Container) => {
      await container.start();
      return ((await container.wait()) as { StatusCode: number }).StatusCode;
    };
    if ((await withFolder(docker, folder, Id, words, work).catch(() => 1)) === 0) return;
  }
  throw new PlatformError("tool_failed", `the files in ${folder} of the host were not removed`, {
    hint: `remove them there: sudo rm -rf ${folder}`,
  });
}

async function withFolder<T>(
  docker: Docker,
  folder: string,
  image: string,
  command: readonly string[],
  work: (container: Docker.Container) => Promise<T>,
): Promise<T> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: [],
    Cmd: [...command],
    User: "0",
    NetworkDisabled: true,
    HostConfig: { Binds: [`${folder}:${inside}`] },
  });
  try {
    return await work(container);
  } finally {
    await removeContainer(docker, container.id);
  }
}
