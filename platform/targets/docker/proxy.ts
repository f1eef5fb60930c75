/** Tells an environment's proxy what stands behind its routes: it takes that up without a gap. */
import { setTimeout as sleep } from "node:timers/promises";

import type Docker from "dockerode";

import { PlatformError } from "../../errors.ts";
import { isObject, parseObject } from "../parse-json.ts";
import { askContainer } from "./ask.ts";
import { find, statusOf } from "./daemon.ts";
import { hostName, proxyUnit } from "./names.ts";
import { type Behind, dialFiles, type ProxySettings, renderProxy } from "./proxy-config.ts";
import { archive, type FileEntry, readFile } from "./volume-files.ts";

export const proxyUser = 10001;

/** What the proxy was told, as its volume keeps it. */
export interface Told {
  settings: ProxySettings;
  behind: Record<string, Behind>;
}

const attempts = 50;
let last: Promise<unknown> = Promise.resolve();

export function openProxy(docker: Docker, environment: string): Docker.Container {
  return docker.getContainer(hostName(environment, proxyUnit));
}

/** `undefined` when there is no proxy. */
export async function readTold(docker: Docker, environment: string): Promise<Told | undefined> {
  const proxy = openProxy(docker, environment);
  if (!(await find(proxy.inspect()))) return undefined;
  return parseTold((await readFile(proxy, "/data/told.json")) ?? "");
}

/** One that was torn counts as lost: the next `up` tells all of it again. */
export function parseTold(text: string): Told {
  const told = parseObject(text);
  const isWhole = isObject(told?.["settings"]) && Array.isArray(told["settings"]["routes"]) && isObject(told["behind"]);
  return isWhole ? (told as unknown as Told) : { settings: { routes: [] }, behind: {} };
}

/** One change after the other: each is made of what is there. */
export function tellProxy(
  docker: Docker,
  environment: string,
  change: (told: Told) => Told,
  more: readonly FileEntry[] = [],
): Promise<void> {
  const work = last.then(() => tell(docker, environment, change, more));
  last = work.catch(() => undefined);
  return work;
}

/** One that does not run, or is about to go, is told its routes when it is made anew. */
export async function forgetRoute(
  docker: Docker,
  environment: string,
  route: string,
): Promise<void> {
  const proxy = await find(openProxy(docker, environment).inspect());
  if (!proxy?.State.Running) return;
  await tellProxy(docker, environment, ({ settings, behind }) => {
    const { [route]: _gone, ...left } = behind;
    return { settings, behind: left };
  }).catch(() => undefined);
}

async function tell(
  docker: Docker,
  environment: string,
  change: (told: Told) => Told,
  more: readonly FileEntry[],
): Promise<void> {
  const told = await readTold(docker, environment);
  if (!told) throw new PlatformError("not_running", `the proxy of ${environment} is gone`);
  const { settings, behind } = change(told);
  // what it was told is lost, and it goes on by that
  if (settings.routes.length === 0 && told.settings.routes.length === 0) return;
  const known = new Set(settings.routes.map(({ route }) => route));
  const left = Object.fromEntries(Object.entries(behind).filter(([route]) => known.has(route)));
  const file = (path: string, value: unknown): FileEntry => ({
    path,
    content: JSON.stringify(value, null, 2),
    owner: proxyUser,
    mode: 0o600,
  });
  const dials = Object.entries(left).flatMap(([route, one]) =>
    Object.entries(dialFiles(route, one)),
  );
  const config = file("next.json", renderProxy(settings, left));
  const files = [
    ...more,
    { path: "new/", owner: proxyUser, mode: 0o700 },
    { path: "dials/", owner: proxyUser, mode: 0o700 },
    ...dials.map(([name, content]) => {
      return { path: `new/${name}`, content, owner: proxyUser, mode: 0o600 };
    }),
    config,
    file("told.json", { settings, behind: left }),
  ];
  const proxy = openProxy(docker, environment);
  const isSame = (await readFile(proxy, "/data/config.json")) === config.content;
  await proxy.putArchive(archive(files) as never, { path: "/data" });
  // a request finds the old file or the new one, never none
  if (dials.length > 0) await run(docker, proxy.id, ["sh", "-c", "mv -f /data/new/* /data/dials/"]);
  if (isSame && more.length === 0) return;
  await reload(docker, proxy.id);
  await run(docker, proxy.id, ["mv", "-f", "/data/next.json", "/data/config.json"]);
}

async function run(docker: Docker, id: string, command: readonly string[]): Promise<void> {
  const { exitCode, output } = await askContainer(docker, id, command, 30);
  if (exitCode !== 0) throw new PlatformError("start_failed", `the proxy cannot be told: ${output}`);
}

async function reload(docker: Docker, id: string): Promise<void> {
  const command = ["caddy", "reload", "--config", "/data/next.json", "--force"];
  for (let attempt = 1; ; attempt++) {
    const said = await askContainer(docker, id, command, 30).catch((error: unknown) => {
      if (statusOf(error) !== 409) throw error; // it does not run yet
      return { exitCode: 1, output: "it does not run" };
    });
    if (said.exitCode === 0) return;
    // it may just be starting
    if (attempt === attempts || !/connection refused|does not run|connect:/.test(said.output)) {
      const reason = said.output.split("\n").at(-1);
      throw new PlatformError("start_failed", `the proxy did not take its configuration: ${reason}`);
    }
    await sleep(200);
  }
}
