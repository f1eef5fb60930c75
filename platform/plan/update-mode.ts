/** Whether the old version of a program ends before the new one starts. */
import type { Catalogue, Values } from "../spec/catalogue.ts";
import { own } from "../spec/schema.ts";
import type { Use } from "../spec/uses.ts";
import { componentsOf, type Side } from "./side.ts";

interface Uses {
  catalogue: Catalogue;
  after: Side;
  uses: ReadonlyMap<string, readonly Use[]>;
}

/** As the field `update` says, and where it does not, as its volumes and files ask for. */
export function isRecreated(name: string, { catalogue, after, uses }: Uses): boolean {
  const components = componentsOf(after);
  const spec = own(components, name);
  if (spec?.update !== undefined) return spec.update === "recreate";
  const opensAlone = (uses.get(name) ?? []).some(({ component, output }) => {
    const used = own(components, component);
    const outputs = used && own(catalogue.kinds, used.kind)?.outputs(used);
    return outputs && own(outputs, output)?.exclusive !== undefined;
  });
  return opensAlone || mountsAlone(name, components);
}

function mountsAlone(name: string, components: Readonly<Record<string, Values>>): boolean {
  const volumes = volumesOf(own(components, name));
  const others = Object.entries(components).filter(([other]) => other !== name);
  return Object.entries(volumes).some(
    ([volume, { readOnly }]) =>
      !readOnly && !others.some(([, one]) => own(volumesOf(one), volume) !== undefined),
  );
}

/** Volumes that a component names, which others may name too. */
export function volumesOf(spec: Values | undefined): Volumes {
  return (spec?.volumes ?? {}) as Volumes;
}

type Volumes = Readonly<Record<string, { readOnly?: boolean }>>;
