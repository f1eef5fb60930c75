/** The proxy of a compose file, where something is published or has a public address. Pure. */
import type { Route } from "../primitives.ts";
import type { Declaration, Tls } from "../target.ts";
import { describeImage, type Rendering } from "./compose-service.ts";
import { proxyName } from "./declare.ts";

interface Told {
  routes: readonly Route[];
  tls?: Tls;
}

export function describeProxy(
  declarations: readonly Declaration[],
  rendering: Rendering,
): { service: object; caddyfile: string } | undefined {
  const told = declarations.find(({ name }) => name === proxyName)?.props as unknown as Told;
  const routes = told?.routes.filter(({ publish, address }) => publish ?? address) ?? [];
  if (routes.length === 0) return undefined;
  const container = rendering.declarations.get(`${proxyName}-container`)!;
  const isPublic = routes.some(({ address }) => address);
  const encrypted = told.tls !== undefined && told.tls.mode !== "off";
  const published = routes.flatMap(({ publish }) => publish ?? []).map(({ port, address }) => {
    const ip = address === "all" ? "0.0.0.0" : "127.0.0.1";
    return `${ip}:${port}:${port}`;
  });
  const open = isPublic ? ["80:80", ...(encrypted ? ["443:443"] : [])] : [];
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
      ports: [...published, ...open],
      volumes: [
        { type: "bind", source: "./Caddyfile", target: "/etc/caddy/Caddyfile", read_only: true },
        { type: "volume", source: `${String(container.props["name"])}`, target: "/data" },
      ],
    },
    caddyfile: describeSites(routes, told.tls),
  };
}

function describeSites(routes: readonly Route[], tls: Tls | undefined): string {
  const published = routes
    .filter(({ publish }) => publish)
    .map(({ publish, to, port }) => block(`:${publish!.port}`, [`reverse_proxy ${to}:${port}`]));
  const hosts = Object.groupBy(
    routes.filter(({ address }) => address),
    ({ address }) => String(address!.host),
  ) as Record<string, Route[]>;
  const scheme = tls === undefined || tls.mode === "off" ? "http://" : "https://";
  const sites = Object.entries(hosts).map(([host, members]) =>
    block(`${scheme}${host}`, [...encryption(tls), ...members.map(describePath)]),
  );
  return ["{\n\tadmin off\n}\n", ...published, ...sites].join("\n");
}

function describePath({ address, to, port }: Route): string {
  const path = address!.path.replace(/\/$/, "");
  return `handle ${path}/* {\n\t\treverse_proxy ${to}:${port}\n\t}`;
}

function encryption(tls: Tls | undefined): string[] {
  if (tls === undefined || tls.mode === "off") return [];
  const how = {
    internal: ["tls internal"],
    own: ["tls /data/tls/certificate.pem /data/tls/key.pem"],
    acme: tls.email ? [`tls ${tls.email}`] : [],
  }[tls.mode];
  return [...how, `header Strict-Transport-Security "max-age=${tls.hstsSeconds}"`];
}

function block(site: string, lines: readonly string[]): string {
  return `${site} {\n${lines.map((line) => `\t${line}\n`).join("")}}\n`;
}
