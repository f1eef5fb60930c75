/**
 * Lends the key of a host behind SSH to every `ssh` that a command starts, also to Docker's own
 * program and to the engine's plugins: by an agent that ends with the command. So the key lies in
 * no file and in no state.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";

import type { Environment } from "../../platform/environment.ts";
import { PlatformError } from "../../platform/errors.ts";
import { fillIn } from "./fill-in.ts";

/** The agent ends with this program, and that when nobody holds its input any more. */
const lifeline = ["sh", "-c", "echo \"$SSH_AUTH_SOCK\"; exec cat >/dev/null"];
const lent = new Set<string>();

/** Does nothing where the environment names no key. Throws `secret_missing` and `tool_failed`. */
export async function lendKey(environment: Environment): Promise<void> {
  const { key } = environment.settings;
  if (typeof key !== "string" || lent.has(key)) return;
  const value = await fillIn(key, environment);
  process.env["SSH_AUTH_SOCK"] = await startAgent();
  await addKey(`${value}\n`);
  lent.add(key);
}

async function startAgent(): Promise<string> {
  const agent = spawn("ssh-agent", lifeline, { stdio: ["pipe", "pipe", "ignore"] });
  const said = new Promise<string>((resolve, reject) => {
    agent.on("error", (cause) => reject(refuse(`ssh-agent did not start: ${cause.message}`, cause)));
    agent.stdout.once("data", (text: Buffer) => resolve(String(text).trim()));
  });
  const socket = await said;
  for (const one of [agent, agent.stdin as Socket, agent.stdout as Socket]) one.unref();
  return socket;
}

async function addKey(key: string): Promise<void> {
  // in a session of its own it finds no terminal to ask for a passphrase
  const adding = spawn("ssh-add", ["-q", "-"], { detached: true, stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  adding.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  adding.stdin.on("error", () => undefined).end(key);
  const [code] = (await once(adding, "close")) as [number | null];
  if (code !== 0) throw refuse(`docker.key is no key that ssh can use: ${said.trim().split("\n").at(-1)}`);
}

function refuse(message: string, cause?: unknown): PlatformError {
  const hint = "give a private key as ssh-keygen makes it, without a passphrase";
  return new PlatformError("tool_failed", message, { hint, cause });
}
