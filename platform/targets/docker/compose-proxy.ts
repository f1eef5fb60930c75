/** The proxy of a compose file, where something is published or has a public address. Pure. */
import type { Declaration, Tls } from "../target.ts";
import { certificatePaths, describeCaddyfile, type RouteOf } from "./compose-caddyfile.ts";
import { proxyAddress } from "./compose-network.ts";
import { describeImage, type Rendering } from "./compose-service.ts";
import { copyName, listSites, type Site, siteMount } from "./compose-site.ts";
import { proxyName } from "./declare.ts";

interface Told {
  routes: readonly RouteOf[];
  tls?: Tls;
}

export interface Proxy {
  service: object;
  caddyfile: string;
  /** Files of whoever starts it. */
  secrets: Readonly<Record<string, { file: string }>>;
}

export function describeProxy(
  declarations: readonly Declaration[],
  rendering: Rendering,
): Proxy | undefined {
  const told = declarations.find(({ name }) => name === proxyName)?.props as unknown as Told;
  const sites = listSites(declarations);
  const routes = told?.routes.filter(({ publish, address }) => publish ?? address) ?? [];
  if (routes.length === 0 && sites.length === 0) return undefined;
  const container = rendering.declarations.get(`${proxyName}-container`)!;
  const paths = told.tls?.mode === "own" ? Object.values(certificatePaths) : [];
  const given = paths.map((path) => path.slice(path.lastIndexOf("/") + 1));
  return {
    service: {
      ...describeImage(container.props["image"], rendering),
      entrypoint: ["caddy"],
      command: ["run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
      environment: ["XDG_DATA_HOME=/data", "XDG_CONFIG_HOME=/tmp", "HOME=/tmp"],
      init: true,
      restart: "unless-stopped",
      read_only: true,
      tmpfs: ["/tmp"],
      cap_drop: ["ALL"],
      cap_add: ["NET_BIND_SERVICE"],
      security_opt: ["no-new-privileges:true"],
      ...describePorts(routes, told.tls),
      volumes: [
        { type: "bind", source: "./Caddyfile", target: "/etc/caddy/Caddyfile", read_only: true },
        { type: "volume", source: `${String(container.props["name"])}`, target: "/data" },
        ...sites.map((site) => siteMount(site, `/sites/${site.unit}`, true)),
      ],
      ...(given.length > 0 && { secrets: given }),
      networks: { default: describeMember(sites, rendering) },
      ...describeNeeds(sites),
    },
    caddyfile: describeCaddyfile(routes, sites, told.tls, rendering),
    secrets: Object.fromEntries(given.map((name) => [name, { file: `./secrets/${name}` }])),
  };
}

function describePorts(routes: readonly RouteOf[], tls: Tls | undefined): object {
  const encrypted = tls !== undefined && tls.mode !== "off";
  const published = routes.flatMap(({ publish }) => publish ?? []).map(({ port, address }) => {
    const ip = address === "all" ? "0.0.0.0" : "127.0.0.1";
    return `${ip}:${port}:${port}`;
  });
  const isPublic = routes.some(({ address }) => address);
  const ports = [...published, ...(isPublic ? ["80:80", ...(encrypted ? ["443:443"] : [])] : [])];
  return ports.length > 0 ? { ports } : {};
}

/** Others ask for sites by their own names. */
function describeMember(sites: readonly Site[], { declarations }: Rendering): object {
  const aliases = sites.map(({ unit }) => unit);
  return { ipv4_address: proxyAddress(declarations), ...(aliases.length > 0 && { aliases }) };
}

function describeNeeds(sites: readonly Site[]): object {
  if (sites.length === 0) return {};
  const done = { condition: "service_completed_successfully" };
  return { depends_on: Object.fromEntries(sites.map((site) => [copyName(site), done])) };
}
