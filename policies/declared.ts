/** What rules look for in the resources that a target declares: pods, containers, labels. */
import { parsePointer } from "../platform/spec/node.ts";
import type { Declaration } from "../platform/targets/target.ts";

export type Props = Readonly<Record<string, unknown>>;

export interface Found {
  declaration: Declaration;
  at: readonly string[];
  component?: string;
}

export interface Pod extends Found {
  spec: Props;
  labels: Readonly<Record<string, string>>;
  containers: readonly Props[];
}

/** Of the cluster's own kinds, and our Jobs that hold one. */
const makesPods = /\bkubernetes:(.+:)?(Deployment|StatefulSet|DaemonSet|Job|CronJob|Pod)$/;

/** Every pod that a Deployment, StatefulSet, Job or CronJob makes. */
export function listPods(declarations: readonly Declaration[]): Pod[] {
  return declarations.flatMap((declaration) => {
    if (!makesPods.test(declaration.type)) {
      return [];
    }
    return findTemplates(declaration.props).map((template) => {
      const spec = (template.spec ?? {}) as Props;
      const { labels = {} } = (template.metadata ?? {}) as { labels?: Record<string, string> };
      const more = (spec.initContainers ?? []) as Props[];
      const containers = [...(spec.containers as Props[]), ...more];
      return { ...placeOf(declaration), spec, labels, containers };
    });
  });
}

export function placeOf(declaration: Declaration): Found {
  const { origin, parent } = declaration;
  const at = parsePointer(origin.pointer);
  return { declaration, at, ...(parent === "" ? {} : { component: parent }) };
}

/** Whatever holds the specification of a pod, however deep. */
function findTemplates(value: unknown): Props[] {
  if (typeof value !== "object" || value === null) return [];
  const { spec } = value as { spec?: { containers?: unknown } };
  if (Array.isArray(spec?.containers)) return [value as Props];
  return Object.values(value).flatMap(findTemplates);
}
