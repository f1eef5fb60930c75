/** What this target asks of a Docker host: security, addresses, secrets, and the compose file. */
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";

import { declare } from "../../platform/declare.ts";
import { goDuration } from "../../platform/targets/docker/container.ts";
import { mirrored } from "../../platform/targets/docker/image-name.ts";
import { docker } from "../../platform/targets/docker/index.ts";
import { dialFiles, outsidePort, renderProxy } from "../../platform/targets/docker/proxy-config.ts";
import { splitSubnet } from "../../platform/targets/docker/split-subnet.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { load } from "../spec/project.ts";

const program = { image: "app", command: ["node", "x.js"] };
const environment = {
  version: 1,
  target: "docker",
  images: { app: { build: "./app" }, ready: { ref: "nginx:1.27" } },
  components: {
    db: { kind: "Database", engine: "postgresql", publish: { port: 5433 } },
    key: { kind: "Secret", generate: { bytes: 32 } },
    migrate: { kind: "Job", ...program, env: { URL: "${db.url}" } },
    api: {
      kind: "Service",
      ...program,
      env: { KEY: "${key.value}", URL: "${db.url}", PRICE: "5$" },
      secretsAs: "file",
      port: 8000,
      replicas: 2,
      publish: { port: 8001 },
      health: { path: "/health" },
    },
    page: { kind: "Service", image: "ready", port: 80, health: { path: "/" } },
    tasks: { kind: "Worker", ...program },
    site: { kind: "Static", image: "app", root: "dist" },
    tidy: { kind: "CronJob", ...program, schedule: "0 2 * * *" },
  },
};

function declareAll(change: object = {}): Declaration[] {
  return declare(
    load({
      "dev.yaml": stringify({ ...environment, ...change }, { aliasDuplicateObjects: false }),
    }),
  );
}

const isContainer = ({ type }: Declaration) => type === "docker:index/container:Container";

test("no container has more rights than it needs, and none the socket of Docker", () => {
  const containers = declareAll().filter(isContainer);
  expect(containers.length).toBeGreaterThan(6);
  for (const { name, props } of containers) {
    expect(props, name).toMatchObject({
      readOnly: true,
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      init: true,
      user: expect.stringMatching(/^[1-9]\d+:[1-9]\d+$/),
      restart: "unless-stopped",
      logOpts: { "max-size": "10m", "max-file": "3" },
    });
    expect(props["memorySwap"], name).toBe(props["memory"]);
    expect(props["mounts"], name).not.toContainEqual(expect.objectContaining({ type: "bind" }));
  }
});

test("ports are published on loopback, by the proxy and by servers alone", () => {
  const published = declareAll()
    .filter(isContainer)
    .filter(({ props }) => props["ports"])
    .map(({ name, props }) => [name, props["ports"]]);
  expect(published).toEqual([
    ["docker.proxy-container", [expect.objectContaining({ external: 8001, ip: "127.0.0.1" })]],
    ["db-container.1", [expect.objectContaining({ external: 5433, ip: "127.0.0.1" })]],
  ].toSorted());
});

test("a secret that may come as a file is in no container's properties", () => {
  const all = declareAll();
  const api = all.find(({ name }) => name === "api-container.1")!;
  expect(api.props["envs"]).toEqual(
    expect.arrayContaining(["KEY_FILE=/run/secrets/KEY", "URL_FILE=/run/secrets/URL"]),
  );
  const stores = all.filter(({ name }) => ["api-container.1", "db-container.1"].includes(name));
  expect(JSON.stringify(stores.map(({ props }) => props))).not.toContain("\"secret\":true");
});

test("a program trusts the forwarded headers of its own proxy alone", () => {
  const network = (output: string) => ({ $ref: "docker.network", output, secret: false });
  const all = declareAll();
  for (const name of ["api-container.1", "page-container.1"]) {
    const { envs } = all.find((one) => one.name === name)!.props;
    expect(envs, name).toContainEqual({ $join: ["TRUST_PROXY=", "127.0.0.1,", network("proxies")] });
  }
  const { networksAdvanced } = all.find(({ name }) => name === "docker.proxy-container")!.props;
  expect(networksAdvanced).toMatchObject([{ ipv4Address: network("proxyAddress") }]);
  expect(JSON.stringify(all)).not.toMatch(/172\.16\.0\.0|192\.168\.0\.0|10\.0\.0\.0/);
});

test.each([
  ["172.18.0.0/16", { range: "172.18.0.0/17", proxy: "172.18.255.254" }],
  ["192.168.16.0/20", { range: "192.168.16.0/21", proxy: "192.168.31.254" }],
  ["10.0.0.64/26", { range: "10.0.0.64/27", proxy: "10.0.0.126" }],
  ["10.0.0.64/27", undefined],
  ["fd00::/64", undefined],
  ["", undefined],
])("of the subnet %s the proxy keeps an address that no container gets", (subnet, split) => {
  expect(splitSubnet(subnet)).toEqual(split);
});

test("an image that is not built here cannot run a CronJob, and the place is told", () => {
  const components = { tidy: { kind: "CronJob", image: "ready", schedule: "0 2 * * *" } };
  expect(() => declareAll({ components })).toThrow(/environments\/dev\.yaml|nginx:1\.27/);
});

test("an image that is not built here is asked by what a shell finds", () => {
  const page = declareAll().find(({ name }) => name === "page-container.1");
  const { tests } = page!.props["healthcheck"] as { tests: string[] };
  expect(tests[0]).toBe("CMD-SHELL");
  expect(tests[1]).toContain("http://127.0.0.1:80/");
});

test("durations are written as the plug-in reads them back", () => {
  expect([0, 0.5, 10, 60, 90, 3600, 3661].map(goDuration)).toEqual(
    ["0s", "500ms", "10s", "1m0s", "1m30s", "1h0m0s", "1h1m1s"],
  );
});

test("a mirror stands for its registry, and for no other", () => {
  const registries = { "docker.io": { mirror: "mirror.example.com/hub" } };
  expect(mirrored("redis:7", registries)).toBe("mirror.example.com/hub/library/redis:7");
  expect(mirrored("grafana/loki:3", registries)).toBe("mirror.example.com/hub/grafana/loki:3");
  expect(mirrored("ghcr.io/acme/app:1", registries)).toBe("ghcr.io/acme/app:1");
});

const address = { host: "x.example.com", path: "/" };
const route = { route: "api-route", to: "api", port: 8000, address };
const tls = { mode: "internal" as const, hstsSeconds: 60, redirect: true };
const behind = { "api-route": { kind: "containers" as const, dials: ["a:8000", "b:8000"] } };

test("another container behind a route is no other configuration of the proxy", () => {
  const one = { "api-route": { kind: "containers" as const, dials: ["c:8000"] } };
  const settings = { routes: [route] };
  expect(renderProxy(settings, one)).toEqual(renderProxy(settings, behind));
  expect(new Set(Object.values(dialFiles("api-route", behind["api-route"])))).toEqual(
    new Set(["a:8000", "b:8000"]),
  );
});

test("a public address is encrypted as it is asked for, and says so for a time", () => {
  const render = (more: object) =>
    JSON.stringify(renderProxy({ routes: [route], tls: { ...tls, ...more } }, behind));
  expect(render({})).toContain("max-age=60");
  expect(render({})).toContain("\"module\":\"internal\"");
  expect(render({ mode: "acme", email: "a@example.com" })).toContain("\"email\":\"a@example.com\"");
  expect(render({ mode: "own" })).toContain("/data/tls/key.pem");
  expect(render({ mode: "off" })).not.toContain("max-age");
  expect(render({ redirect: false })).toContain(`:${outsidePort(80)}`);
});

test("kept data lie below docker.path, by a compose file too", () => {
  const { "compose.yaml": text = "" } = docker.render!(declareAll({ docker: { path: "/srv/data" } }), {});
  const { volumes } = parse(text) as { volumes: Record<string, object> };
  const options = { type: "none", o: "bind", device: "/srv/data/dev-db-data" };
  expect(volumes["dev-db-data"]).toEqual({ name: "dev-db-data", driver_opts: options });
  expect(volumes["dev.proxy"]).toEqual({ name: "dev.proxy" });
});

test("a compose file says the same, and no secret", () => {
  const { "compose.yaml": text = "", Caddyfile } = docker.render!(declareAll(), {});
  const { services, networks, secrets } = parse(text) as {
    services: Record<string, Record<string, unknown>>;
    networks: Record<string, { ipam: { config: object[] } }>;
    secrets: object;
  };
  expect(Object.keys(services).sort()).toEqual(
    ["api", "db", "environment-proxy", "migrate", "page", "site-files", "tasks", "tidy"],
  );
  expect(services["api"]).toMatchObject({
    deploy: { replicas: 2 },
    read_only: true,
    cap_drop: ["ALL"],
    environment: expect.arrayContaining(["KEY_FILE=/run/secrets/KEY", "PRICE=5$$"]),
    depends_on: {
      db: { condition: "service_healthy" },
      migrate: { condition: "service_completed_successfully" },
    },
  });
  const network = "${ANDAMIO_NETWORK:-10.239.38}";
  expect(networks["default"]).toEqual({ ipam: { config: [{ subnet: `${network}.0/24`, ip_range: `${network}.0/25` }] } });
  expect(services["api"]!["environment"]).toContain(`TRUST_PROXY=127.0.0.1,${network}.254`);
  expect(services["environment-proxy"]).toMatchObject({ networks: { default: { ipv4_address: `${network}.254` } } });
  expect(services["tidy"]).toMatchObject({
    entrypoint: ["node"],
    command: ["/run/andamio/scheduler.mjs"],
    volumes: [{ source: "./scheduler.mjs" }, { source: "./croner.mjs" }],
  });
  expect(services["site-files"]).toMatchObject({ command: ["rm -rf /site/* && cp -R dist/. /site/"] });
  expect(secrets).toMatchObject({ "db-password": { file: "./secrets/db-password" } });
  expect(text).toContain("${ANDAMIO_SECRET_DB_PASSWORD:?");
  expect(Caddyfile).toMatch(/:8001 \{\n\treverse_proxy api:8000\n\}/);
  expect(Caddyfile).toMatch(/http:\/\/site:80 \{[^]*try_files \{path\}/);
});

test("variables of a compose file are those of from.variable, else none that a shell has", () => {
  const names = ["home", "user", "path", "lang", "http-proxy"];
  const components = {
    ...Object.fromEntries(names.map((name) => [name, { kind: "Secret", generate: {} }])),
    dsn: { kind: "Secret", from: { variable: "Sentry_DSN" } },
    other: { kind: "Secret", from: { file: "./secret.txt" } },
    tasks: {
      kind: "Worker",
      ...program,
      env: Object.fromEntries([...names, "dsn", "other"].map((name, at) => [`V${at}`, `\${${name}.value}`])),
    },
  };
  const { "compose.yaml": text = "" } = docker.render!(declareAll({ components }), {});
  const asked = [...text.matchAll(/(V\d)=\$\{(\w+):\?/g)].map(([, , variable]) => variable);
  expect(asked).toEqual([
    "ANDAMIO_SECRET_HOME", "ANDAMIO_SECRET_USER", "ANDAMIO_SECRET_PATH", "ANDAMIO_SECRET_LANG",
    "ANDAMIO_SECRET_HTTP_PROXY", "Sentry_DSN", "ANDAMIO_SECRET_OTHER",
  ]);
});
