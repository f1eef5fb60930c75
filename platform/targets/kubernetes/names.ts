/** Names and labels of objects. */
import type { Around } from "../target.ts";

type Texts = Readonly<Record<string, string>>;

/** Of what belongs to the whole environment; no component is called so. */
export const around = {
  cluster: "kubernetes.cluster",
  provider: "kubernetes.provider",
  namespace: "kubernetes.namespace",
  credentials: "kubernetes.credentials",
  registries: "kubernetes.registries",
  certificate: "kubernetes.certificate",
  network: "kubernetes.network",
  versions: "kubernetes.versions",
} as const;

/** Object names of the same; a component's objects begin with its name. */
export const shared = { registries: "andamio-registries", certificate: "andamio-certificate" };

/** What has the digest of its content in its name: each version of a unit has one of its own. */
export const versioned = "andamio/versioned";

/** What finds the pods of a unit. */
export function selectorOf(unit: string, environment: string): Record<string, string> {
  return { "app.kubernetes.io/name": unit, "app.kubernetes.io/instance": environment };
}

/** What people and tools find an object by. What is no label for Kubernetes becomes a note. */
export function describeObject(
  unit: string,
  component: string,
  { name, labels: all }: Pick<Around, "name" | "labels">,
  own: Texts = {},
): { labels: Record<string, string>; annotations?: Record<string, string> } {
  const given = Object.entries({ ...all, ...own });
  const notes = given.filter((one) => !isLabel(one));
  return {
    labels: {
      ...Object.fromEntries(given.filter(isLabel)),
      ...selectorOf(unit, name),
      "app.kubernetes.io/part-of": name,
      "app.kubernetes.io/managed-by": "andamio",
      ...(component && { "app.kubernetes.io/component": component }),
    },
    ...(notes.length > 0 && { annotations: Object.fromEntries(notes) }),
  };
}

const name = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
const key = new RegExp(`^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?${name}$`);
const value = new RegExp(`^(${name})?$`);

function isLabel([label, text]: readonly [string, string]): boolean {
  return key.test(label) && value.test(text);
}
