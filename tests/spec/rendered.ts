/** What target docker renders for a component: its container, image, ports and variables. */
import { declare } from "../../platform/declare.ts";
import type { Environment } from "../../platform/environment.ts";
import type { Declaration } from "../../platform/targets/target.ts";

export interface Container {
  name: string;
  image: unknown;
  restart: string;
  command: readonly string[];
  ports?: readonly { internal: number; external: number; ip: string }[];
  envs?: readonly unknown[];
  mounts: readonly { source: unknown; target: string }[];
  healthcheck?: { interval: string; timeout: string; retries: number };
}

export const isContainer = ({ type }: Declaration): boolean => type.endsWith(":Container");

/** The container of a component; of what belongs to none, the proxy. */
export function containerOf(environment: Environment, component: string): Container {
  const found = declare(environment).find((one) => isContainer(one) && one.parent === component);
  return found?.props as unknown as Container;
}

/** The image that a container names, be it ready or built. */
export function imageOf(environment: Environment, component: string): unknown {
  const { image } = containerOf(environment, component);
  const { $ref } = image as { $ref: string };
  const made = declare(environment).find(({ name }) => name === $ref)!;
  return made.props.name ?? made.name;
}

/** `address:outside:inside` of the host, wherever it is published. */
export function portsOf(environment: Environment, component: string): string[] {
  const own = containerOf(environment, component).ports ?? [];
  const { publish, port } = environment.components[component] as {
    publish?: { port: number; address: string };
    port?: number;
  };
  const proxied = (containerOf(environment, "").ports ?? []).filter(
    ({ external }) => port !== undefined && external === publish?.port,
  );
  return [
    ...own.map(({ ip, external, internal }) => `${ip}:${external}:${internal}`),
    ...proxied.map(({ ip, external }) => `${ip}:${external}:${port}`),
  ];
}

export function variablesOf(environment: Environment, component: string): Record<string, unknown> {
  const found = containerOf(environment, component).envs ?? [];
  return Object.fromEntries(
    found.map((one) => {
      const [first = "", ...rest] =
        typeof one === "string" ? [one] : (one as { $join: (string | object)[] }).$join;
      const [name, value] = /^([^=]+)=(.*)$/s.exec(String(first))!.slice(1);
      return [name, rest.length === 0 ? value : [value, ...rest].filter((part) => part !== "")];
    }),
  );
}
