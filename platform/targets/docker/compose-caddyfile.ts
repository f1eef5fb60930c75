/** The proxy's configuration beside a compose file, as a Caddyfile. Pure. */
import type { Route } from "../primitives.ts";
import type { Tls } from "../target.ts";
import { type Rendering, textOf } from "./compose-service.ts";
import type { Site } from "./compose-site.ts";
import { internalPattern } from "./proxy-config.ts";

export type RouteOf = Route & { route: string };

/** Where the proxy's container finds what is given. */
export const certificatePaths = {
  certificate: "/run/secrets/tls-certificate",
  key: "/run/secrets/tls-key",
};

export function describeCaddyfile(
  routes: readonly RouteOf[],
  sites: readonly Site[],
  tls: Tls | undefined,
  rendering: Rendering,
): string {
  const lead = ({ route, to, port, internal = [] }: RouteOf): string[] => {
    const site = sites.find((one) => one.route === route);
    if (site) return serveFiles(site, rendering);
    const forward = [`reverse_proxy ${to}:${port}`];
    if (internal.length === 0) return forward;
    const matcher = `@${to}-internal`;
    return [
      `${matcher} path_regexp ${internalPattern(internal)}`,
      ...nest(`handle ${matcher}`, ["respond 404"]),
      ...nest("handle", forward),
    ];
  };
  const published = routes.flatMap((one) =>
    one.publish ? [block(`:${one.publish.port}`, lead(one))] : [],
  );
  // as the others of the network know them
  const inside = sites.map((site) =>
    block(`http://${site.unit}:${site.port}`, serveFiles(site, rendering)),
  );
  const hosts = Object.groupBy(
    routes.filter(({ address }) => address),
    ({ address }) => String(address!.host),
  ) as Record<string, RouteOf[]>;
  const encrypted = tls !== undefined && tls.mode !== "off";
  const open = Object.entries(hosts).flatMap(([host, members]) => {
    const paths = members.flatMap((one, index) => describePath(one, index, lead(one)));
    if (!encrypted) return [block(`http://${host}`, paths)];
    const plain = tls.redirect ? [] : [block(`http://${host}`, paths)];
    return [block(`https://${host}`, [...encryption(tls), ...paths]), ...plain];
  });
  const options = ["admin off", ...(encrypted && !tls.redirect ? ["auto_https disable_redirects"] : [])];
  return [block("", options), ...published, ...inside, ...open].join("\n");
}

function describePath({ address }: RouteOf, index: number, lines: readonly string[]): string[] {
  const path = address!.path.replace(/\/$/, "");
  if (path === "") return nest("handle", lines);
  return [`@path${index} path ${path} ${path}/*`, ...nest(`handle @path${index}`, lines)];
}

function serveFiles({ unit, headers, proxy, fallback }: Site, rendering: Rendering): string[] {
  const proxied = Object.entries(proxy).flatMap(([path, url], index) => {
    const base = path.replace(/\/$/, "");
    const name = `@${unit}${index}`;
    return [
      `${name} path ${base} ${base}/*`,
      ...nest(`handle ${name}`, nest(`reverse_proxy ${textOf(url, rendering)}`, [
        "header_up Host {upstream_hostport}",
      ])),
    ];
  });
  const tried = ["{path}", "{path}/index.html", ...(fallback ? [`/${fallback}`] : [])];
  const set = Object.entries(headers).map(([name, value]) => `header ${name} ${JSON.stringify(value)}`);
  const files = [`root * /sites/${unit}`, ...set, `try_files ${tried.join(" ")}`, "file_server"];
  return [...proxied, ...nest("handle", files)];
}

function encryption(tls: Tls): string[] {
  const how = {
    internal: ["tls internal"],
    own: [`tls ${certificatePaths.certificate} ${certificatePaths.key}`],
    acme: tls.email ? [`tls ${tls.email}`] : [],
    off: [],
  }[tls.mode];
  if (tls.hstsSeconds === 0) return how;
  return [...how, `header Strict-Transport-Security "max-age=${tls.hstsSeconds}"`];
}

function nest(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `\t${line}`), "}"];
}

function block(head: string, lines: readonly string[]): string {
  return `${nest(head, lines).join("\n").trimStart()}\n`;
}
