/** Short ways to declare resources of this target. */
import type { Context, Declaration } from "../target.ts";
import type { Binding, Ref, Text } from "../values.ts";

export const providerName = "docker.provider";
export const networkName = "docker.network";
export const proxyName = "docker.proxy";
export const proxyContainer = `${proxyName}-container`;

export type DockerType = "container" | "volume" | "remoteImage";

/** A resource of Docker's own plug-in. */
export function declareDocker(
  type: DockerType,
  name: string,
  { component, origin }: Pick<Context, "component" | "origin">,
  props: Readonly<Record<string, unknown>>,
  rest: Partial<Declaration> = {},
): Declaration {
  const token = `docker:index/${type}:${type[0]!.toUpperCase()}${type.slice(1)}`;
  const provider = providerName;
  return { type: token, name, parent: component, props, needs: [], origin, provider, ...rest };
}

/** Docker changes no label of a volume that is there: it keeps those that it was made with. */
export function declareVolume(
  name: string,
  context: Pick<Context, "component" | "origin">,
  props: Readonly<Record<string, unknown>>,
  rest: Partial<Declaration> = {},
): Declaration {
  return declareDocker("volume", name, context, props, { ...rest, ignore: ["labels"] });
}

/** A resource of our own provider. */
export function declareOwn(
  type: string,
  name: string,
  { environment, component, origin, around }: Context,
  props: Readonly<Record<string, unknown>>,
  rest: Partial<Declaration> = {},
): Declaration {
  const host = around.settings["host"];
  const own = { environment, component, ...(host !== undefined && { host }), ...props };
  return {
    type: `andamio:${type}`,
    name,
    parent: component,
    props: own,
    needs: [],
    origin,
    ...rest,
  };
}

export function ref(resource: string, output: string, secret = false): Ref {
  return { $ref: resource, output, secret };
}

export function open(value: Text): Binding {
  return { value, secret: false };
}
