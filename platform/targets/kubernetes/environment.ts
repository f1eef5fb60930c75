/** One environment on its cluster: where it is, and which objects there are its own. */
import { PlatformError } from "../../errors.ts";
import { type Cluster, find } from "./cluster.ts";

export interface Here {
  name: string;
  cluster: Cluster;
}

/** Selects all that belongs to it. */
export function ownedBy(environment: string): string {
  return `app.kubernetes.io/managed-by=andamio,app.kubernetes.io/instance=${environment}`;
}

export function componentOf(
  object: { metadata?: { labels?: Readonly<Record<string, string>> } },
): string | undefined {
  return object.metadata?.labels?.["app.kubernetes.io/component"];
}

/** Throws `not_running` where there is nothing of it. */
export async function checkThere({ name, cluster: { core, namespace } }: Here): Promise<void> {
  if (await find(core.readNamespace({ name: namespace }))) return;
  throw new PlatformError("not_running", `${name} does not run: there is no namespace ${namespace}`, {
    hint: `andamio up ${name}`,
  });
}
