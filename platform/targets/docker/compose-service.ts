/** One service of a compose file, from the container that a unit is made of. Pure. */
import { posix } from "node:path";

import type { Declaration } from "../target.ts";
import type { Source } from "../values.ts";
import type { Found } from "./compose.ts";
import { proxyAddress } from "./compose-network.ts";
import { networkName } from "./declare.ts";
import { label, partOf } from "./names.ts";
import { schedulerFolder, schedulerName } from "./schedule.ts";
import { schedulerPrograms } from "./scheduler-programs.ts";

export interface Rendering {
  declarations: ReadonlyMap<string, Declaration>;
  /** By the name of the declaration that would make them. */
  images: Readonly<Record<string, string>>;
}

type Props = Readonly<Record<string, unknown>>;

export function describeService(
  unit: string,
  found: Found,
  all: ReadonlyMap<string, Found>,
  rendering: Rendering,
): object {
  const { props, replicas, isJob } = found;
  return {
    ...describeImage(props["image"], rendering),
    ...describeCommand(props, rendering),
    ...describeLimits(props),
    restart: isJob ? "no" : props["restart"],
    ...(replicas !== 1 && { deploy: { replicas } }),
    labels: describeLabels(props),
    healthcheck: describeHealthcheck(props["healthcheck"] as Props),
    ...describePorts(props["ports"] as readonly Props[] | undefined),
    ...describeFiles(unit, props, rendering),
    ...describeNeeds(unit, found, all),
  };
}

/** A build that nobody made yet is made by compose. */
export function describeImage(image: unknown, { declarations, images }: Rendering): object {
  if (typeof image === "string") return { image };
  const declaration = declarations.get((image as { $ref: string }).$ref)!;
  const given = images[declaration.name];
  if (given !== undefined) return { image: given };
  const { name, context, dockerfile, stage, args, base, environment } = declaration.props;
  if (typeof name === "string") return { image: name };
  if (context === undefined) return describeImage(name, { declarations, images });
  const all = { ...(args as object), ...(base !== undefined && { BASE_IMAGE: base }) };
  return {
    image: `${String(environment)}-${declaration.name.replace(/-build$/, "")}`,
    build: { context: `./${posix.normalize(String(context))}`, dockerfile, target: stage, args: all },
  };
}

function describeCommand(props: Props, rendering: Rendering): object {
  const words = (name: string) =>
    (props[name] as unknown[] | undefined)?.map((one) => textOf(one, rendering));
  const envs = ((props["envs"] ?? []) as unknown[]).map((one) => textOf(one, rendering));
  return {
    entrypoint: words("entrypoints"),
    command: words("command"),
    ...(envs.length > 0 && { environment: envs }),
    working_dir: props["workingDir"],
    user: props["user"],
  };
}

function describeLimits(props: Props): object {
  const { adds, drops } = props["capabilities"] as { adds?: string[]; drops: string[] };
  return {
    init: true,
    read_only: props["readOnly"],
    tmpfs: Object.entries(props["tmpfs"] as object).map((one) => one.join(":")),
    cap_drop: drops,
    cap_add: adds,
    security_opt: props["securityOpts"],
    mem_limit: `${String(props["memory"])}m`,
    memswap_limit: `${String(props["memorySwap"])}m`,
    mem_reservation: `${String(props["memoryReservation"])}m`,
    cpus: Number(Number(props["cpus"]).toFixed(6)),
    cpu_shares: props["cpuShares"],
    stop_signal: props["stopSignal"],
    stop_grace_period: `${String(props["stopTimeout"])}s`,
    logging: { driver: props["logDriver"], options: props["logOpts"] },
  };
}

/** Those that are known, and the user's own. */
function describeLabels(props: Props): Record<string, string> {
  const known = (props["labels"] as { label: string; value: unknown }[]).filter(
    (one): one is { label: string; value: string } => typeof one.value === "string",
  );
  const own = known.filter((one) => one.label !== label.replica);
  return Object.fromEntries(own.map((one) => [one.label, escape(one.value)]));
}

function describeHealthcheck({ tests, ...times }: Props): object {
  const [form] = tests as string[];
  if (form === "NONE") return { disable: true };
  const { interval, timeout, retries, startPeriod } = times;
  const words = (tests as string[]).map(escape);
  return { test: words, interval, timeout, retries, start_period: startPeriod };
}

function describePorts(ports: readonly Props[] = []): object {
  if (ports.length === 0) return {};
  return {
    ports: ports.map(({ ip, external, internal }) => [ip, external, internal].join(":")),
  };
}

interface Mount {
  source: unknown;
  target: string;
  readOnly: boolean;
}

function describeFiles(unit: string, props: Props, { declarations }: Rendering): object {
  const mounts = (props["mounts"] as Mount[])
    .filter(({ source }) => typeof source === "string")
    .map(({ source, target, readOnly }) => ({
      type: "volume",
      source,
      target,
      read_only: readOnly,
      volume: { nocopy: true },
    }));
  const scheduler = (props["mounts"] as Mount[]).some(isScheduler) ? schedulerMounts() : [];
  const own = declarations.get(partOf(unit, "files"))?.props["files"] as object | undefined;
  const secrets = Object.keys(own ?? {}).map((name) => ({
    source: `${unit}-${name}`,
    target: name,
  }));
  const volumes = [...mounts, ...scheduler];
  return { ...(volumes.length > 0 && { volumes }), ...(secrets.length > 0 && { secrets }) };
}

function isScheduler({ source }: Mount): boolean {
  return (source as { $ref?: string }).$ref === schedulerName;
}

/** Its files lie beside the compose file. */
function schedulerMounts(): object[] {
  return Object.keys(schedulerPrograms()).map((file) => ({
    ...{ type: "bind", source: `./${file}`, target: `${schedulerFolder}/${file}`, read_only: true },
  }));
}

function describeNeeds(unit: string, { needs }: Found, all: ReadonlyMap<string, Found>): object {
  const units = [...new Set(needs)].filter((name) => name !== unit && all.has(name));
  if (units.length === 0) return {};
  const conditions = units.map((name) => {
    const { isJob, props } = all.get(name)!;
    const { tests } = props["healthcheck"] as { tests: string[] };
    const asked = tests[0] === "NONE" ? "service_started" : "service_healthy";
    return [name, { condition: isJob ? "service_completed_successfully" : asked }];
  });
  return { depends_on: Object.fromEntries(conditions) };
}

/** Files of secrets lie beside the compose file, readable by the programs that are to read them. */
export function secretFiles(
  declarations: readonly Declaration[],
): Record<string, { file: string }> {
  const files = declarations
    .filter(({ type }) => type === "andamio:docker:Files")
    .flatMap(({ parent, props }) =>
      Object.keys(props["files"] as object).map((name) => `${parent}-${name}`),
    );
  return Object.fromEntries(files.map((name) => [name, { file: `./secrets/${name}` }]));
}

export function volumeNames(services: Readonly<Record<string, object>>): Set<string> {
  const all = Object.values(services) as { volumes?: { source: string; type: string }[] }[];
  const named = all.flatMap(({ volumes = [] }) => volumes.filter(({ type }) => type === "volume"));
  return new Set(named.map(({ source }) => source));
}

export function textOf(value: unknown, rendering: Rendering): string {
  if (typeof value === "string") return escape(value);
  if (typeof value !== "object" || value === null) return String(value);
  if ("$join" in value) {
    return (value.$join as unknown[]).map((part) => textOf(part, rendering)).join("");
  }
  const { $ref } = value as { $ref: string };
  if ($ref === networkName) return proxyAddress(rendering.declarations);
  return `\${${variableOf($ref, rendering)}:?the secret ${$ref}}`;
}

/** Its own variable, else one that no shell has: a secret may be called `home` or `path`. */
function variableOf(secret: string, { declarations }: Rendering): string {
  const source = declarations.get(secret)?.props["value"] as Partial<Source> | undefined;
  const { variable } = (source?.$source ?? {}) as { variable?: string };
  if (variable !== undefined) return variable;
  return `ANDAMIO_SECRET_${secret.toUpperCase().replaceAll("-", "_")}`;
}

/** Compose takes `$` for the beginning of a variable. */
function escape(text: string): string {
  return text.replaceAll("$", "$$$$");
}
