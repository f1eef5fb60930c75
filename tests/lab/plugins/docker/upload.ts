/** Puts files into a container that does not run yet. */
import { readFileSync } from "node:fs";

import type Docker from "dockerode";

interface Upload {
  file: string;
  content?: string;
  contentBase64?: string;
  source?: string;
  permissions?: string;
  executable?: boolean;
  owner?: string;
  group?: string;
}

export async function upload(container: Docker.Container, files: Upload[]): Promise<void> {
  for (const file of files) await container.putArchive(archive(file), { path: "/" });
}

/** A tar archive of one file. */
function archive({ file, permissions, executable, owner, group, ...from }: Upload): Buffer {
  const content = contentOf(from);
  const header = Buffer.alloc(512);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, "0")}\0`;
  const mode = permissions ? Number.parseInt(permissions, 8) : executable ? 0o744 : 0o644;
  header.write(file.replace(/^\//, ""), 0, 100);
  header.write(octal(mode, 8), 100);
  header.write(octal(Number(owner ?? 0), 8), 108);
  header.write(octal(Number(group ?? 0), 8), 116);
  header.write(octal(content.length, 12), 124);
  header.write(octal(Math.floor(Date.now() / 1000), 12), 136);
  header.write("        0", 148); // the sum counts its own place as blanks; the type is a plain file
  header.write("ustar\x0000", 257);
  header.write(octal(header.reduce((sum, byte) => sum + byte, 0), 7), 148);
  const padding = Buffer.alloc(1024 + ((512 - (content.length % 512)) % 512));
  return Buffer.concat([header, content, padding]);
}

function contentOf({ content, contentBase64, source }: Partial<Upload>): Buffer {
  if (content) return Buffer.from(content);
  if (contentBase64) return Buffer.from(contentBase64, "base64");
  if (source) return readFileSync(source);
  throw new Error("error with upload content: one of 'content', 'contentBase64', or 'source' must be set");
}
