/** One digest over everything that decides what a build makes: nothing changed, nothing built. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { PlatformError } from "../errors.ts";
import { identifyBase } from "./base-images.ts";
import { listContext } from "./context-files.ts";
import type { Docker } from "./docker.ts";
import { listBases } from "./dockerfile.ts";
import type { ImageOrder } from "./image-order.ts";

export interface Identity {
  /** 64 hexadecimal digits. */
  content: string;
  /** Images that the build starts from, by the names that the Dockerfile gives them. */
  bases: readonly string[];
  /** Whether it is known what each of them is. */
  complete: boolean;
}

/** Throws `build_failed` for a folder or Dockerfile that is not there or makes no sense. */
export async function identifyImage(order: ImageOrder, docker: Docker): Promise<Identity> {
  const { context, dockerfile, stage, args, base, registries } = order;
  const text = readDockerfile(order);
  const bases = listBases(text, order);
  const [platform, ...digests] = await Promise.all([
    findPlatform(docker),
    ...bases.map((name) => identifyBase(name, docker, registries)),
  ]);
  const decisive = {
    files: listContext(context, dockerfile),
    dockerfile: text,
    stage,
    args: Object.entries({ ...args, ...(base && { base }) }).sort(),
    bases: bases.map((name, index) => [name, digests[index]]),
    platform,
  };
  const content = createHash("sha256").update(JSON.stringify(decisive)).digest("hex");
  return { content, bases, complete: digests.every((digest) => digest !== undefined) };
}

/** The tag that names the content. */
export function contentTag({ content }: Identity): string {
  return content.slice(0, 16);
}

function readDockerfile({ name, context, dockerfile }: ImageOrder): string {
  if (!statSync(context, { throwIfNoEntry: false })?.isDirectory()) {
    throw new PlatformError("build_failed", `there is no folder ${context} to build ${name} from`, {
      hint: "mend `build` of the image, or make the folder",
    });
  }
  const file = join(context, dockerfile);
  if (!existsSync(file)) {
    throw new PlatformError("build_failed", `${name} has no ${dockerfile} in ${context}`, {
      hint: "write one, or name it: `dockerfile` of the image, from its folder",
    });
  }
  return readFileSync(file, "utf8");
}

const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

/** What the daemon builds for; without one, what this machine is. */
async function findPlatform(docker: Docker): Promise<string> {
  const asked = ["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"];
  const own = `linux/${architectures[process.arch] ?? process.arch}`;
  return docker.run(asked).catch(() => own); // whatever needs the daemon says that it is missing
}
