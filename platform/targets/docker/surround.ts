/**
 * What an environment needs besides its units: the provider, the network, and the proxy where
 * something has an address. Pure.
 */
import type { Around, Context, Declaration, Emitted, Target } from "../target.ts";
import { describeMounts, type Healthcheck, shapeContainer } from "./container.ts";
import {
  declareOwn,
  declareVolume,
  networkName,
  providerName,
  proxyContainer,
  proxyName,
  ref,
} from "./declare.ts";
import { declareContainer } from "./declare-container.ts";
import { mirrored } from "./image-name.ts";
import { declareImage } from "./lower-build.ts";
import { hostName, label, listLabels, proxyUnit } from "./names.ts";
import { outsidePort } from "./proxy-config.ts";
import { declareScheduler } from "./schedule.ts";

type Route = Extract<Emitted, { kind: "route" }>;

/** An input, so that the state of a network that was recorded without them takes them up. */
const reads = ["proxies"];

const proxyImage = "caddy:2";
const proxyUser = 10001;
/** It listens for whoever tells it things. */
export const proxyProbe: Healthcheck = {
  tests: ["CMD-SHELL", "grep -qE ':07E3 [0-9A-F]+:0000 0A' /proc/net/tcp /proc/net/tcp6"],
  ...{ intervalSeconds: 10, timeoutSeconds: 5, retries: 3, startPeriodSeconds: 30 },
};
const dataPath = "/data";
const part = { image: `${proxyName}-image`, disk: `${proxyName}-disk`, data: `${proxyName}-data` };
const more = { slot: `${proxyName}-slot`, container: proxyContainer, ports: `${proxyName}-ports` };

export const surround: NonNullable<Target["surround"]> = (around, emitted) => {
  const context = contextOf(around);
  const name = hostName(around.name, "").slice(0, -1);
  const labels = listLabels(context, name, "network", around.labels);
  const routes = emitted
    .filter((one) => one.kind === "route")
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    // taken ports are told before anything is stopped for them
    ...routes.map(({ name, primitive: { publish }, context: own }) =>
      declareOwn("docker:Ports", name, own, { ports: publish ? [publish] : [] }),
    ),
    declareProvider(around, context),
    declareOwn("docker:Network", networkName, context, { name, labels, reads }),
    ...(emitted.some(({ kind }) => kind === "schedule") ? declareScheduler(context) : []),
    ...(routes.length > 0 ? declareProxy(routes, around, context) : []),
  ];
};

function contextOf(around: Around): Context {
  return { environment: around.name, component: "", origin: { component: "", pointer: "" }, around };
}

function declareProvider({ settings, registries }: Around, { origin }: Context): Declaration {
  const registryAuth = Object.entries(registries)
    .filter(([, { username }]) => username !== undefined)
    .map(([address, { username, password }]) => ({ address, username, password }));
  const { host } = settings;
  const props = {
    ...(host !== undefined && { host }),
    ...(registryAuth.length > 0 && { registryAuth }),
  };
  return { type: "pulumi:providers:docker", name: providerName, parent: "", props, needs: [], origin };
}

/** One for the environment: every Service is reached through it, from inside and outside. */
function declareProxy(routes: readonly Route[], around: Around, context: Context): Declaration[] {
  const { environment } = context;
  const { tls, registries, labels } = around;
  const publicPorts = routes.some(({ primitive }) => primitive.address) ? portsOf(tls) : [];
  const units = routes.map(({ name, primitive }) => ({ route: name, ...primitive }));
  const slot = { unit: proxyUnit, update: "recreate", graceSeconds: 15 } as const;
  const volume = hostName(environment, proxyUnit);
  const shape = shapeProxy(units, publicPorts, context);
  const needs = [part.data, more.ports, ...routes.map(({ name }) => name)];
  const [member] = shape["networksAdvanced"] as object[];
  const container = {
    ...shape,
    // none in a network of version 0.1.0, whose slot is not to change for it
    networksAdvanced: [{ ...member, ipv4Address: ref(networkName, "proxyAddress") }],
    name: volume,
    labels: [...shape.labels, { label: label.generation, value: ref(more.slot, "generation") }],
  };
  const volumeLabels = listLabels(context, proxyUnit, "volume", labels);
  const settings = { routes: units, ...(tls && { tls }) };
  return [
    declareImage(part.image, context, mirrored(proxyImage, registries)),
    // it keeps the certificates
    declareVolume(part.disk, context, { name: volume, labels: volumeLabels }, { keep: true }),
    declareOwn("docker:Data", part.data, context, { volume: ref(part.disk, "name"), owner: "proxy" }),
    declareOwn("docker:Ports", more.ports, context, { ports: publicPorts.map((port) => ({ port, address: "all" })) }),
    declareOwn("docker:Slot", more.slot, context, { ...slot, content: { $digest: shape } }, { needs }),
    declareContainer(more.container, context, container, slot, [more.slot, ...needs]),
    declareOwn("docker:Proxy", proxyName, context, { ...slot, ...settings, containers: [ref(more.container, "id")] }),
  ];
}

/** Where the world comes in. */
function portsOf(tls: Around["tls"]): number[] {
  return tls === undefined || tls.mode === "off" ? [80] : [80, 443];
}

function shapeProxy(
  units: readonly (Route["primitive"] & { route: string })[],
  publicPorts: readonly number[],
  context: Context,
) {
  const environment = context.environment;
  const aliases = [...new Set(units.map(({ to }) => to))].sort();
  const published = units.flatMap(({ publish }) => publish ?? []);
  const ports = [
    ...published.map(({ port, address }) => describePort(port, address)),
    ...publicPorts.map((port) => describePort(port, "all")),
  ]
    // as the plug-in reads them back: another order would read as a change
    .toSorted((a, b) => (`${a.internal}/` < `${b.internal}/` ? -1 : 1));
  const mounts = describeMounts([{ volume: proxyUnit, path: dataPath, shared: false }], "/", environment);
  const config = `${dataPath}/config.json`;
  return shapeContainer(
    {
      unit: proxyUnit,
      kind: "proxy",
      image: ref(part.image, "imageId"),
      command: ["sh", "-c", `[ -e ${config} ] || echo {} >${config}; exec caddy run --config ${config}`],
      user: proxyUser,
      limits: { cpu: 1, memoryBytes: 256 * 1024 * 1024 },
      stop: { signal: "SIGTERM", graceSeconds: 15 },
      labels: context.around.labels,
      healthcheck: proxyProbe,
      rest: {
        envs: [`XDG_DATA_HOME=${dataPath}`, `XDG_CONFIG_HOME=${dataPath}`, "HOME=/tmp"],
        mounts,
        networksAdvanced: [{ name: ref(networkName, "name"), aliases }],
        ...(ports.length > 0 && { ports }),
      },
    },
    context,
  );
}

function describePort(port: number, address: "loopback" | "all") {
  const ip = address === "all" ? "0.0.0.0" : "127.0.0.1";
  return { internal: outsidePort(port), external: port, ip, protocol: "tcp" };
}
