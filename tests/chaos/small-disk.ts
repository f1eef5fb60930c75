/** A disk that is a small part of the memory, which can be filled up to the last page. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface SmallDisk extends Disposable {
  /** Fills it, but for so many KiB. */
  leave(kibibytes: number): void;
  /** Takes away what filled it. */
  free(): void;
}

/** In place of a folder; root alone may. */
export function mountSmallDisk(folder: string, megabytes: number, mode = "0755"): SmallDisk {
  mkdirSync(folder, { recursive: true });
  const options = `size=${megabytes}m,mode=${mode}`;
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  const filler = join(folder, ".filler");
  const free = () => rmSync(filler, { force: true });
  return {
    leave(kibibytes) {
      free();
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - kibibytes * 1024)));
    },
    free,
    // what still writes there must not keep a test from ending
    [Symbol.dispose]: () => void execFileSync("umount", ["--lazy", folder]),
  };
}
