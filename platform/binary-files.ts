/** Files of Secrets that hold no text: their bytes are carried in base64. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { isText } from "./masking/is-text.ts";

/** A file that cannot be read is none: its absence is reported when its value is asked for. */
export function isBinaryFile(root: string, file: string): boolean {
  const path = join(root, file);
  try {
    return statSync(path).isFile() && !isText(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) return false;
    throw error;
  }
}

type Components = Readonly<Record<string, { readonly kind: string; readonly from?: unknown }>>;

/** Names of the Secrets whose file is binary. */
export function listBinary(root: string, components: Components): string[] {
  return Object.entries(components).flatMap(([name, { kind, from }]) => {
    const { file } = (kind === "Secret" && from ? from : {}) as { file?: string };
    return file !== undefined && isBinaryFile(root, file) ? [name] : [];
  });
}
