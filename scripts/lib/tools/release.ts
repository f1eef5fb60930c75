/**
 * Fetches a binary from a release, checked against the release's checksum file. Knows no particular
 * tool.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

interface Release {
  /** Address of the folder that holds archive and checksums. */
  folder: string;
  archive: string;
  checksums: string;
  /** The binary's name inside the archive. */
  member: string;
  /** Where it goes. */
  binary: string;
  signal?: AbortSignal;
}

const connectMilliseconds = 5_000;
const transferMilliseconds = 300_000;

/**
 * Throws when the site does not answer within five seconds, or when what it sends is not what its
 * checksums say.
 */
export async function fetchRelease({
  folder,
  archive,
  checksums,
  member,
  binary,
  signal,
}: Release): Promise<void> {
  const list = (await fetchBytes(`${folder}/${checksums}`, signal)).toString("utf8");
  const wanted = list
    .split("\n")
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, name]) => name === archive)?.[0];
  if (!wanted) throw new Error(`${checksums} does not name ${archive}`);
  const bytes = await fetchBytes(`${folder}/${archive}`, signal);
  const got = createHash("sha256").update(bytes).digest("hex");
  if (got !== wanted.toLowerCase()) {
    throw new Error(`${archive} is not what its checksum says: ${got} instead of ${wanted}`);
  }
  const file = `${binary}.tar.gz`;
  try {
    await writeFile(file, bytes);
    await promisify(execFile)("tar", ["-xzf", file, "-C", dirname(binary), member], { signal });
  } finally {
    await rm(file, { force: true });
  }
  if (join(dirname(binary), member) !== binary) await rename(join(dirname(binary), member), binary);
  await chmod(binary, 0o755);
}

/** The first answer must come soon; the rest may take its time. */
async function fetchBytes(address: string, signal?: AbortSignal): Promise<Buffer> {
  const connecting = new AbortController();
  const timer = setTimeout(
    () => connecting.abort(new Error("no answer within 5 s")),
    connectMilliseconds,
  );
  const stop = AbortSignal.any([
    connecting.signal,
    AbortSignal.timeout(transferMilliseconds),
    ...(signal ? [signal] : []),
  ]);
  try {
    const response = await fetch(address, { signal: stop });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`${address} answers ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}
