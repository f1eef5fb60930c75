/** Declares a container of a unit. Pure. */
import type { Context, Declaration } from "../target.ts";
import type { Shape } from "./container.ts";
import { declareDocker } from "./declare.ts";
import { toPluginProps } from "./plugin-props.ts";
import type { Unit } from "./retire.ts";

/**
 * Whatever replaces it, it gives its name away before its successor is created. Options of its
 * volumes, which version 0.1.0 set, stay where they are.
 */
export function declareContainer(
  name: string,
  context: Context,
  shape: Shape & { name: string },
  unit: Omit<Unit, "environment">,
  needs: readonly string[],
): Declaration {
  const { environment, around } = context;
  const { host } = around.settings;
  return declareDocker("container", name, context, toPluginProps(shape), {
    needs,
    replaceFirst: false,
    ignore: ["mounts[*].volumeOptions"],
    beforeCreate: { ...unit, environment, name: shape.name, ...(host !== undefined && { host }) },
  });
}
