/** The proxy's configuration, as Caddy takes it: which address leads to which containers. Pure. */
import type { Route } from "../primitives.ts";
import type { Tls } from "../target.ts";

export interface ProxySettings {
  routes: readonly (Route & { route: string })[];
  tls?: Tls;
}

/** What stands behind a route at the moment. */
export type Behind =
  | { kind: "containers"; dials: readonly string[]; healthPath?: string }
  | { kind: "files"; folder: string; fallback?: string; headers: Record<string, string>; proxy: Record<string, string> };

type Json = Record<string, unknown>;

/** Where certificates that are given lie. */
export const certificateFiles = {
  certificate: "/data/tls/certificate.pem",
  key: "/data/tls/key.pem",
};

/** A port of the host as the proxy hears it: never one at which a Service is reached inside. */
export function outsidePort(port: number): number {
  return port < 32_768 ? port + 32_768 : port - 32_768;
}

/** Only the proxy itself comes from there: what it said of the client goes on. */
const itself = { source: "static", ranges: ["127.0.0.0/8", "::1/128"] };

export function renderProxy(
  { routes, tls }: ProxySettings,
  behind: Readonly<Record<string, Behind>>,
): Json {
  const own = new Map(routes.map(({ to, port }) => [`${to}:${port}`, port]));
  const handle = ({ route, internal }: RouteOf) => [
    ...refuseInternal(internal),
    ...handlersOf(route, behind[route], own),
  ];
  const inside = groupBy(routes, ({ port }) => String(port));
  const servers: Record<string, Json> = {};
  for (const [port, members] of Object.entries(inside)) {
    const listed = members.map((one) => ({
      ...(members.length > 1 && { match: [{ host: [one.to] }] }),
      handle: handle(one),
      terminal: true,
    }));
    servers[`inside-${port}`] = { ...plainServer(Number(port), listed), trusted_proxies: itself };
  }
  for (const { publish, ...one } of routes) {
    if (publish) servers[`port-${publish.port}`] = plainServer(outsidePort(publish.port), [{ handle: handle(one) }]);
  }
  const open = routes.filter(({ address }) => address);
  if (open.length > 0) Object.assign(servers, publicServers(open, handle, tls));
  return {
    admin: { config: { persist: false } },
    logging: { logs: { default: { level: "WARN" } } },
    apps: {
      http: { http_port: outsidePort(80), https_port: outsidePort(443), grace_period: "10s", servers },
      ...(open.length > 0 && describeCertificates(open, tls)),
    },
  };
}

function plainServer(port: number, routes: readonly Json[]): Json {
  return { listen: [`:${port}`], routes, automatic_https: { disable: true } };
}

type RouteOf = ProxySettings["routes"][number];
type Handle = (route: RouteOf) => Json[];

/** Spellings that the matcher does not fold are no such path for a program either. */
export function internalPattern(internal: readonly string[]): string {
  const paths = internal.map((path) => path.replace(/^\/+|\/+$/g, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return `(?i)^/*(${paths.join("|")})([;/].*)?$`;
}

function refuseInternal(internal: readonly string[] = []): Json[] {
  if (internal.length === 0) return [];
  const match = [{ path_regexp: { pattern: internalPattern(internal) } }];
  const handle = [{ handler: "static_response", status_code: "404" }];
  return [{ handler: "subroute", routes: [{ match, handle, terminal: true }] }];
}

function publicServers(open: ProxySettings["routes"], handle: Handle, tls: Tls | undefined): Record<string, Json> {
  const encrypted = tls !== undefined && tls.mode !== "off";
  const routes = (first: readonly Json[]) =>
    // the longest path first
    open
      .toSorted((a, b) => b.address!.path.length - a.address!.path.length)
      .map((one) => ({
        match: [matcherOf(one.address!)],
        handle: [...first, ...handle(one)],
        terminal: true,
      }));
  if (!encrypted) return { public: plainServer(outsidePort(80), routes([])) };
  const own = tls.mode === "own";
  const value = [`max-age=${tls.hstsSeconds}`];
  // deferred, it replaces what the program says
  const listed = { response: { deferred: true, set: { "Strict-Transport-Security": value } } };
  const hsts = tls.hstsSeconds > 0 ? [{ handler: "headers", ...listed }] : [];
  const https = {
    listen: [`:${outsidePort(443)}`],
    routes: routes(hsts),
    automatic_https: {
      ...(own && { disable_certificates: true }),
      disable_redirects: !tls.redirect,
    },
    tls_connection_policies: [{}],
  };
  if (tls.redirect) return { public: https };
  return { public: https, plain: plainServer(outsidePort(80), routes([])) };
}

function matcherOf({ host, path }: NonNullable<Route["address"]>): Json {
  const base = path.replace(/\/$/, "");
  return { host: [host], ...(base !== "" && { path: [base, `${base}/*`] }) };
}

function describeCertificates(open: ProxySettings["routes"], tls: Tls | undefined): Json {
  if (tls === undefined || tls.mode === "off") return {};
  if (tls.mode === "own") return { tls: { certificates: { load_files: [certificateFiles] } } };
  const subjects = [...new Set(open.map(({ address }) => address!.host))];
  const acme = { module: "acme", ...(tls.email && { email: tls.email }) };
  const issuers = [tls.mode === "internal" ? { module: "internal" } : acme];
  return {
    tls: { automation: { policies: [{ subjects, issuers }] } },
    pki: { certificate_authorities: { local: { install_trust: false } } },
  };
}

/** Divided evenly by the usual numbers of replicas: another number is no other configuration. */
const places = 12;

/**
 * What stands in the files from which the proxy reads, at each request, where to send it: a new
 * configuration would close the connections that clients keep.
 */
export function dialFiles(route: string, behind: Behind): Record<string, string> {
  if (behind.kind !== "containers" || behind.dials.length === 0) return {};
  const { dials } = behind;
  const count = dials.length * Math.ceil(places / dials.length);
  const files = Array.from({ length: count }, (_, index) => [
    `${route}.${index}`,
    dials[index % dials.length]!,
  ]);
  return Object.fromEntries(files) as Record<string, string>;
}

/** Ports of the proxy itself, by `unit:port`. */
type Own = ReadonlyMap<string, number>;

/** What a client says of itself; X-Forwarded-* are replaced by the proxy anyway. */
const invented = { delete: ["Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP"] };

function handlersOf(route: string, behind: Behind | undefined, own: Own): Json[] {
  if (behind?.kind === "files") return serveFiles(behind, own);
  if (behind === undefined || behind.dials.length === 0) {
    return [{ handler: "static_response", status_code: "503", body: "not ready yet\n" }];
  }
  const { healthPath } = behind;
  const files = Object.keys(dialFiles(route, behind));
  return [
    {
      handler: "reverse_proxy",
      upstreams: files.map((name) => ({ dial: `{file./data/dials/${name}}` })),
      headers: { request: invented },
      // one that dies costs no request: another is asked, or the same a moment later
      load_balancing: { try_duration: "10s", try_interval: "100ms" },
      health_checks: {
        passive: { fail_duration: "1s", max_fails: 1 },
        ...(healthPath !== undefined && { active: { uri: healthPath, interval: "10s", timeout: "5s" } }),
      },
      transport: { protocol: "http", keep_alive: { idle_timeout: "3s" } },
    },
  ];
}

function serveFiles(site: Extract<Behind, { kind: "files" }>, own: Own): Json[] {
  const { folder, fallback, headers, proxy } = site;
  const set = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const tried = ["{http.request.uri.path}", "{http.request.uri.path}/index.html", ...(fallback ? [`/${fallback}`] : [])];
  const proxied = Object.entries(proxy)
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([path, url]) => ({
      match: [{ path: [path, `${path.replace(/\/$/, "")}/*`] }],
      handle: [forwardTo(url, own)],
      terminal: true,
    }));
  const routes = [
    ...proxied,
    ...(Object.keys(set).length > 0 ? [{ handle: [{ handler: "headers", response: { set } }] }] : []),
    {
      match: [{ file: { root: folder, try_files: tried } }],
      handle: [{ handler: "rewrite", uri: "{http.matchers.file.relative}" }],
    },
    { handle: [{ handler: "file_server", root: folder }] },
  ];
  return [{ handler: "subroute", routes }];
}

function forwardTo(url: string, own: Own): Json {
  const { protocol, hostname, port } = new URL(url);
  const encrypted = protocol === "https:";
  const place = `${hostname}:${port || (encrypted ? 443 : 80)}`;
  const inside = own.get(place);
  return {
    handler: "reverse_proxy",
    upstreams: [{ dial: inside === undefined ? place : `127.0.0.1:${inside}` }],
    headers: { request: { ...invented, set: { Host: [place] } } },
    transport: { protocol: "http", ...(encrypted && { tls: {} }) },
  };
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Record<string, T[]> {
  return Object.groupBy(all, keyOf) as Record<string, T[]>;
}
