/** A door into the cluster for a test alone: requests go to 127.0.0.1. */
import type { V1Service } from "@kubernetes/client-node";
import { vi } from "vitest";

import type { KubernetesLab } from "../lab/kubernetes.ts";

interface Inside {
  namespace: string;
  unit: string;
  port: number;
}

/** Where a unit answers; it may be asked for again. */
export async function openNodePort(
  { objects }: KubernetesLab,
  { namespace, unit, port }: Inside,
): Promise<string> {
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: `${unit}-for-tests`, namespace },
    spec: {
      type: "NodePort",
      selector: { "app.kubernetes.io/name": unit },
      ports: [{ port, targetPort: port }],
    },
  };
  const found = (await objects.read(service).catch(() => objects.create(service))) as V1Service;
  const address = `http://127.0.0.1:${found.spec?.ports?.[0]?.nodePort}`;
  // the node learns of it a moment later
  await vi.waitFor(() => fetch(address), { timeout: 30_000, interval: 200 });
  return address;
}
