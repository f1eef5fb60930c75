/** Reads secrets where they come from: variables, files, SOPS, commands. Keeps none. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { isPlatformError, PlatformError } from "./errors.ts";
import { isText } from "./masking/is-text.ts";
import { learnSecret } from "./masking/known-secrets.ts";
import type { Source } from "./targets/values.ts";

export type From = Source["$source"];
/** What Pulumi keeps is read by Pulumi. */
export type OwnFrom = Exclude<From, { config: string }>;

const patience = 60_000;

/**
 * The value without the line's end; `undefined` when it is absent or empty. Bytes of a file that
 * are no text come in base64.
 */
export async function readSource(
  from: OwnFrom,
  root: string,
  name?: string,
): Promise<string | undefined> {
  const value = await readValue(from, root);
  learnSecret(value, name);
  return value;
}

async function readValue(from: OwnFrom, root: string): Promise<string | undefined> {
  if ("variable" in from) return process.env[from.variable] || undefined;
  if ("command" in from) return readCommand(from.command, root);
  try {
    if ("file" in from) {
      const bytes = readFileSync(join(root, from.file));
      return (isText(bytes) ? bytes.toString().trimEnd() : bytes.toString("base64")) || undefined;
    }
    const { readSops } = await import("./sops.ts");
    return await readSops(root, from.sops, from.key ?? "");
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return undefined;
  }
}

/** What to say of one that is absent. */
export function describeAbsence(from: From): string {
  if ("variable" in from) return `the variable ${from.variable} is not set, or is empty`;
  if ("config" in from) return `the stack's configuration has no ${from.config}`;
  if ("sops" in from) return `the file ${from.sops} cannot be read, or has no ${from.key ?? ""}`;
  return "file" in from
    ? `the file ${from.file} cannot be read, or is empty`
    : `the command ${from.command[0] ?? ""} gave nothing`;
}

/** What it prints may be the secret, so none of it is told when it fails. */
async function readCommand(command: readonly string[], root: string): Promise<string | undefined> {
  const [program = "", ...words] = command;
  try {
    const options = { cwd: root, timeout: patience, encoding: "buffer" } as const;
    const { stdout } = await promisify(execFile)(program, words, options);
    return decodeText(stdout, `what ${program} prints`).trimEnd() || undefined;
  } catch (cause) {
    if (isPlatformError(cause)) throw cause;
    const { code } = cause as { code?: unknown };
    const why = code === "ENOENT" ? "there is no such program" : `it ended with ${String(code)}`;
    throw new PlatformError("secret_missing", `the command ${program} gave no secret: ${why}`, {
      hint: `try it by hand: ${command.join(" ")}`,
    });
  }
}

/** What a command prints is known only when it runs: too late to carry it as bytes. */
function decodeText(bytes: Buffer, what: string): string {
  if (isText(bytes)) return bytes.toString();
  throw new PlatformError("secret_missing", `${what} is binary, and a secret is text in UTF-8`, {
    hint: "let it print base64, and decode it in the program",
  });
}

function isAbsent(error: unknown): boolean {
  return ["ENOENT", "EACCES", "EISDIR"].includes(String((error as NodeJS.ErrnoException).code));
}

/** Every source that is named inside of something. */
export function findSources(value: unknown): Source[] {
  if (typeof value !== "object" || value === null) return [];
  return "$source" in value ? [value as Source] : Object.values(value).flatMap(findSources);
}
