/** Which units stand behind a route, as the proxy's control socket and its kept file say it. */
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { PlatformError } from "../../errors.ts";
import { readJson } from "./files.ts";
import type { EnvironmentPaths } from "./paths.ts";

export interface Upstreams {
  units: readonly string[];
}

export function upstreamsFile(paths: EnvironmentPaths, route: string): string {
  return join(paths.home, "routes", `${route}.json`);
}

export function controlSocket(paths: EnvironmentPaths, route: string): string {
  return join(paths.sockets, `${route}.sock`);
}

export function readUpstreams(paths: EnvironmentPaths, route: string): readonly string[] {
  return readJson<Upstreams>(upstreamsFile(paths, route))?.units ?? [];
}

/**
 * Sends all new requests to these units; returns when no request is left with any other, or the
 * grace has passed.
 */
export async function switchUpstreams(
  paths: EnvironmentPaths,
  route: string,
  units: readonly string[],
  graceSeconds: number,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const refused = await put(
      controlSocket(paths, route),
      JSON.stringify({ units, graceSeconds }),
    ).catch((error: Error) => error);
    if (!refused) return;
    // the proxy itself may be restarting
    if (attempt === 100) {
      throw new PlatformError(
        "start_failed",
        `the proxy of ${route} does not answer: ${refused.message}`,
      );
    }
    await sleep(100);
  }
}

function put(socketPath: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method: "PUT", path: "/upstreams" }, (response) => {
      response
        .resume()
        .on("end", () =>
          response.statusCode === 204
            ? resolve()
            : reject(new Error(`answered ${response.statusCode}`)),
        );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
