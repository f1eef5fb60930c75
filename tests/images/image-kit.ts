/** Small builds of their own, and the daemon to look at what came of them. */
import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

import type { ImageOrder } from "../../platform/images/image-order.ts";

/** Runs Docker; gives what it printed. */
export function docker(...words: string[]): string {
  return execFileSync("docker", words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

export interface Sources extends Disposable {
  folder: string;
  order: ImageOrder;
  write(files: Readonly<Record<string, string>>): void;
}

/** A folder to build from; what was built from it goes with it. */
export function makeSources(files: Readonly<Record<string, string>>): Sources {
  const folder = mkdtempSync(join(tmpdir(), "andamio-sources-"));
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  };
  write(files);
  return {
    folder,
    write,
    order: {
      name: "probe",
      context: folder,
      dockerfile: "Dockerfile",
      args: {},
      noCache: false,
      tags: [],
      push: false,
      registries: {},
    },
    [Symbol.dispose]() {
      removeImages(`andamio/${basename(folder).toLowerCase()}`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every image of a repository, whatever else it is called. */
export function removeImages(repository: string): void {
  const ids = docker("image", "ls", "--quiet", repository).split("\n").filter(Boolean);
  for (const id of new Set(ids)) spawnSync("docker", ["image", "rm", "--force", id]);
}

/** The image without anything in it, to build on. */
export function importBase(name: string): string {
  const words = ["import", "--change", "LABEL base=yes", "-", name];
  return execFileSync("docker", words, { input: emptyTar, encoding: "utf8" }).trim();
}

const emptyTar = Buffer.alloc(10_240);

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
