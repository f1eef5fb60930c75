/** Finds an image on the daemon, or brings it from its registry. */
import type Docker from "dockerode";

import type { Props } from "../plugin.ts";
import { explain, unlessMissing } from "./handler.ts";

let accounts: Record<string, { username?: string; password?: string }> = {};

/** From the provider's `registryAuth`. */
export function useAccounts(registryAuth: unknown): void {
  const list = (registryAuth ?? []) as Props[];
  accounts = Object.fromEntries(
    list.map(({ address, username, password }) => [
      String(address).replace(/^https?:\/\//, ""),
      { username: String(username ?? ""), password: String(password ?? "") },
    ]),
  );
}

export async function findImage(docker: Docker, name: string): Promise<Docker.ImageInspectInfo> {
  const local = await unlessMissing(docker.getImage(name).inspect());
  if (local) return local;
  try {
    const stream = await docker.pull(name, { authconfig: accounts[registryOf(name)] });
    await new Promise<void>((done, fail) =>
      docker.modem.followProgress(stream, (error) => (error ? fail(error) : done())),
    );
  } catch (error) {
    throw new Error(explain(`error pulling image ${name}`, error));
  }
  return await docker.getImage(name).inspect();
}

/** Named by its first part when that looks like a host. */
function registryOf(name: string): string {
  const [first = "", ...rest] = name.split("/");
  return rest.length > 0 && (/[.:]/.test(first) || first === "localhost")
    ? first
    : "registry-1.docker.io";
}
