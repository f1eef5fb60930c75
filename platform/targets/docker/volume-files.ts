/**
 * Reads and writes files in a volume through the daemon: by a container of an image without
 * anything in it, which is never started. So it works on any host, and needs no image.
 */
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

import type Docker from "dockerode";
import { extract, pack } from "tar-stream";

import { removeContainer } from "./containers.ts";
import { find } from "./daemon.ts";
import { label } from "./names.ts";

export interface FileEntry {
  /** Below the volume's root; ends with a slash for a folder. */
  path: string;
  content?: string | Buffer;
  owner: number;
  mode: number;
}

const emptyImage = "andamio/empty:1";
const root = "volume";
/** What nobody holds a volume for. */
const longestSeconds = 60;

export async function writeFiles(
  docker: Docker,
  volume: string,
  entries: readonly FileEntry[],
): Promise<void> {
  await withVolume(docker, volume, (holder) =>
    holder.putArchive(archive(entries.map((one) => ({ ...one, path: `${root}/${one.path}` }))), {
      path: "/",
    }),
  );
}

/** `undefined` where there is none. */
export async function readVolumeFile(
  docker: Docker,
  volume: string,
  path: string,
): Promise<string | undefined> {
  if (!(await find(docker.getVolume(volume).inspect()))) return undefined;
  return withVolume(docker, volume, (holder) => readFile(holder, `/${root}/${path}`));
}

/** A file of a container, running or not. */
export async function readFile(
  container: Docker.Container,
  path: string,
): Promise<string | undefined> {
  const stream = await find(container.getArchive({ path }));
  if (!stream) return undefined;
  const entries = extract();
  stream.pipe(entries as unknown as NodeJS.WritableStream);
  try {
    for await (const entry of entries) return (await buffer(entry)).toString();
    return undefined;
  } finally {
    // what is not read to its end would keep the connection, and so this process
    (stream as Readable).destroy();
  }
}

/** All files of a volume, by path; `undefined` where there is no such volume. */
export async function readVolume(
  docker: Docker,
  volume: string,
): Promise<Map<string, string> | undefined> {
  if (!(await find(docker.getVolume(volume).inspect()))) return undefined;
  return withVolume(docker, volume, async (holder) => {
    const stream = await holder.getArchive({ path: `/${root}/.` });
    const entries = extract();
    stream.pipe(entries as unknown as NodeJS.WritableStream);
    const files = new Map<string, string>();
    for await (const entry of entries) {
      const content = (await buffer(entry)).toString();
      if (entry.header.type === "file") files.set(entry.header.name.replace(/^\.\//, ""), content);
    }
    return files;
  });
}

export function archive(entries: readonly FileEntry[]): NodeJS.ReadableStream {
  const packed = pack();
  for (const { path, content = "", owner, mode } of entries) {
    const type = path.endsWith("/") ? "directory" : "file";
    packed.entry({ name: path, type, uid: owner, gid: owner, mode }, content);
  }
  packed.finalize();
  return packed as unknown as NodeJS.ReadableStream;
}

async function withVolume<T>(
  docker: Docker,
  volume: string,
  work: (holder: Docker.Container) => Promise<T>,
): Promise<T> {
  const holder = await createHolder(docker, volume);
  try {
    return await work(holder);
  } finally {
    await find(holder.remove({ force: true }));
  }
}

const swept = new WeakSet<Docker>();

/** Those of an engine that was killed would keep their volumes from being removed. */
async function sweepHolders(docker: Docker): Promise<void> {
  if (swept.has(docker)) return;
  swept.add(docker);
  const found = await listHolders(docker);
  const old = found.filter(({ Created }) => Date.now() / 1000 - Created > longestSeconds);
  await Promise.all(old.map(({ Id }) => removeContainer(docker, Id)));
}

/** Nobody reads a volume that goes: what holds it yet was left by an engine that was killed. */
export async function removeHolders(docker: Docker, volume: string): Promise<void> {
  const found = await listHolders(docker, { volume: [volume] });
  await Promise.all(found.map(({ Id }) => removeContainer(docker, Id)));
}

function listHolders(docker: Docker, more: object = {}): Promise<Docker.ContainerInfo[]> {
  const filters = { label: [`${label.kind}=holder`], ...more };
  return docker.listContainers({ all: true, filters });
}

async function createHolder(docker: Docker, volume: string): Promise<Docker.Container> {
  await sweepHolders(docker);
  const options = {
    Image: emptyImage,
    Cmd: ["never"],
    Labels: { [label.kind]: "holder" },
    HostConfig: {
      Mounts: [
        { Type: "volume", Source: volume, Target: `/${root}`, VolumeOptions: { NoCopy: true } },
      ] as Docker.MountSettings[],
    },
  };
  const made = await find(docker.createContainer(options));
  if (made) return made;
  await importEmptyImage(docker);
  return docker.createContainer(options);
}

/** Its name, once the daemon has it. */
export async function ensureEmptyImage(docker: Docker): Promise<string> {
  if (!(await find(docker.getImage(emptyImage).inspect()))) await importEmptyImage(docker);
  return emptyImage;
}

async function importEmptyImage(docker: Docker): Promise<void> {
  const [repo, tag] = emptyImage.split(":");
  const nothing = pack();
  nothing.finalize();
  await buffer(await docker.importImage(nothing as never, { repo, tag }));
}
