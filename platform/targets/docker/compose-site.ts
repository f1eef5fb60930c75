/** Files of a build in a compose file: a container copies them to the proxy's volume. Pure. */
import type { Program } from "../primitives.ts";
import type { Declaration } from "../target.ts";
import type { Text } from "../values.ts";
import { describeImage, type Rendering } from "./compose-service.ts";
import { hostName } from "./names.ts";

export interface Site {
  environment: string;
  unit: string;
  route: string;
  program: Program;
  root: string;
  fallback?: string;
  headers: Readonly<Record<string, string>>;
  proxy: Readonly<Record<string, Text>>;
  port: number;
}

export function listSites(declarations: readonly Declaration[]): Site[] {
  return declarations
    .filter(({ type }) => type === "andamio:docker:Site")
    .map(({ props }) => props as unknown as Site);
}

/** Name of the service that copies them. */
export function copyName({ unit }: Site): string {
  return `${unit}-files`;
}

export function siteMount(site: Site, target: string, readOnly: boolean): object {
  const source = hostName(site.environment, `${site.unit}.site`);
  return { type: "volume", source, target, read_only: readOnly, volume: { nocopy: true } };
}

export function describeCopy(site: Site, rendering: Rendering): object {
  const { program, root } = site;
  return {
    ...describeImage(program.location, rendering),
    entrypoint: ["sh", "-c"],
    command: [`rm -rf /site/* && cp -R ${root}/. /site/`],
    working_dir: program.workdir,
    user: "0:0",
    network_mode: "none",
    restart: "no",
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    healthcheck: { disable: true },
    volumes: [siteMount(site, "/site", false)],
  };
}
