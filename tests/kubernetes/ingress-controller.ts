/** An ingress controller of a few lines: a Caddy that forwards what one Ingress says. */
import type { V1Ingress } from "@kubernetes/client-node";

import type { KubernetesLab } from "../lab/kubernetes.ts";
import { openNodePort } from "./node-port.ts";

const [name, port] = ["ingress-controller", 8080];

/** Runs in a namespace that it makes, as controllers have one, and answers to any host. */
export async function startIngressController(
  lab: KubernetesLab,
  namespace: string,
  { metadata, spec }: V1Ingress,
): Promise<{ outside: string; inside: string }> {
  const from = metadata!.namespace!;
  const [path] = spec!.rules![0]!.http!.paths;
  const service = path!.backend.service!;
  const backend = { name: service.name, namespace: from };
  const { spec: found } = await lab.core.readNamespacedService(backend);
  const upstream = found!.ports!.find((one) => one.name === service.port!.name)!.port;
  const target = `${service.name}.${from}.svc.cluster.local:${upstream}`;
  const value = `:${port}\nreverse_proxy ${path!.path}* ${target}`;
  const forward = "echo \"$CADDYFILE\" | caddy run --config - --adapter caddyfile";
  await lab.objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await lab.objects.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { "app.kubernetes.io/name": name } },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name,
          image: "caddy:2",
          command: ["sh", "-c", forward],
          env: [{ name: "CADDYFILE", value }, { name: "HOME", value: "/tmp" }],
        },
      ],
    },
  } as never);
  const outside = await openNodePort(lab, { namespace, unit: name, port });
  const { status } = await lab.core.readNamespacedPod({ name, namespace });
  return { outside, inside: `http://${status!.podIP}:${port}` };
}
