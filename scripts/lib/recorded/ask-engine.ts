/** The stacks of a backend elsewhere, which only Pulumi's own program can read. Loads no SDK. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { PlatformError } from "../../../platform/errors.ts";
import type { StackState } from "../engine/stack-file.ts";
import { openState } from "../engine/state.ts";
import { findTool } from "../tools.ts";
import type { Backend } from "./backends.ts";

const timeout = 60_000;

/** Throws `tool_missing`, and `tool_failed` where the backend does not answer. */
export async function listStacksThere(root: string, backend: Backend): Promise<string[]> {
  const said = await askPulumi(root, backend, ["stack", "ls", "--json"]);
  return (JSON.parse(said) as { name: string }[]).map(({ name }) => name.split("/").at(-1) ?? name);
}

/** Secrets stay encrypted. */
export async function readStackThere(
  root: string, backend: Backend, name: string,
): Promise<StackState> {
  const said = await askPulumi(root, backend, ["stack", "export", "--stack", name]);
  return (JSON.parse(said) as { deployment?: StackState }).deployment ?? {};
}

async function askPulumi(
  root: string, { address }: Backend, words: readonly string[],
): Promise<string> {
  const pulumi = await findTool("pulumi", { install: false });
  const state = { backend: address, found: true };
  const { variables } = openState({ name: "ls", profile: "dev", state }, root);
  const env = { ...process.env, ...variables };
  const options = { cwd: root, env, timeout, maxBuffer: 1_000_000_000 };
  try {
    return (await promisify(execFile)(pulumi.path, [...words, "--non-interactive"], options)).stdout;
  } catch (cause) {
    const { stderr = "", message } = cause as { stderr?: string; message: string };
    const said = stderr.trim().split("\n").at(-1)?.replace(/^error: /, "") || message;
    throw new PlatformError("tool_failed", `the backend ${address} cannot be read: ${said}`, {
      hint: "check its address and your credentials for it",
      cause,
    });
  }
}
