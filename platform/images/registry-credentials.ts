/** Who we are to a registry: as the environment says, else as Docker's own log-in does. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

import { credentialKey, readOwnConfig } from "./docker-config.ts";
import type { ImageOrder } from "./image-order.ts";
import type { Credentials } from "./registry.ts";

export async function credentialsFor(
  host: string,
  registries: ImageOrder["registries"],
): Promise<Credentials | undefined> {
  const { username, password = "" } = registries[host] ?? {};
  if (username !== undefined) return { username, password };
  return readLogin(credentialKey(host));
}

async function readLogin(key: string): Promise<Credentials | undefined> {
  const { auths = {}, credHelpers = {}, credsStore } = readOwnConfig();
  const helper = credHelpers[key] ?? credsStore;
  if (helper) return askHelper(helper, key);
  const encoded = auths[key]?.auth;
  if (encoded === undefined) return undefined;
  const [username = "", ...rest] = Buffer.from(encoded, "base64").toString().split(":");
  return { username, password: rest.join(":") };
}

/** The program that Docker asks, too; `undefined` when it knows nothing. */
async function askHelper(helper: string, key: string): Promise<Credentials | undefined> {
  const child = spawn(`docker-credential-${helper}`, ["get"], { stdio: ["pipe", "pipe", "ignore"] });
  const failed = new Promise<undefined>((resolve) => child.once("error", () => resolve(undefined)));
  child.stdin.on("error", () => undefined).end(key); // a helper that ends early has nothing to say
  const said = await Promise.race([text(child.stdout), failed]);
  try {
    const { Username, Secret } = JSON.parse(said ?? "") as { Username: string; Secret: string };
    return { username: Username, password: Secret };
  } catch {
    return undefined; // it says in words that it has none
  }
}
