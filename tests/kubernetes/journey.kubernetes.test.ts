/** The journey on a real cluster, with the app's image from a registry with a password. */
import type { V1Ingress } from "@kubernetes/client-node";

import { type RegistryServer, startRegistry } from "../images/registry-server.ts";
import { takeJourney } from "../journey/journey.ts";
import { onKubernetes } from "../lab/lab.ts";
import { startIngressController } from "./ingress-controller.ts";
import { openNodePort } from "./node-port.ts";

const [namespace, controllers] = ["journey", "journey-ingress"];
const requests = "{ cpu: 0.05, memory: 64Mi }"; // the smallest machine has two processors

onKubernetes("a team's journey on kubernetes", (lab) => {
  let registry: RegistryServer;
  const clean = async () => {
    for (const one of [namespace, controllers]) await lab.clean(one);
  };

  takeJourney(async () => {
    await clean();
    registry = await startRegistry();
    const { username, password } = registry.registries[registry.host]!;
    return {
      target: "kubernetes",
      settings: `kubernetes: { context: ${lab.context}, namespace: ${namespace}, trustedProxies: [10.88.0.0/16] }
tls: { mode: acme, issuer: letsencrypt }
images: { app: { repository: "${registry.host}/app" } }
registries: { "${registry.host}": { username: ${username}, password: "\${registry.value}" } }`,
      requests,
      route: "{ host: api.example.com }",
      components: `  db: { cpu: 0.1, memory: 256Mi }
  cache: { cpu: 0.1, memory: 128Mi }
  migrate: { requests: ${requests} }
  clear-sessions: { requests: ${requests} }
  health-check: { requests: ${requests} }
  registry: { kind: Secret, from: { variable: JOURNEY_REGISTRY } }
`,
      variables: { ...lab.variables, JOURNEY_REGISTRY: password },
      openAddress: () => openNodePort(lab, { namespace, unit: "api", port: 8000 }),
      async openDoors() {
        const found = lab.kubectl("-n", namespace, "get", "ingress", "-o", "json");
        const { items } = JSON.parse(found) as { items: [V1Ingress] };
        // past it is no way: all pods are trusted here, and network policies keep others away
        return startIngressController(lab, controllers, items[0]);
      },
      async kill(component) {
        const selector = `app.kubernetes.io/name=${component}`;
        lab.kubectl("-n", namespace, "delete", "pod", "-l", selector, "--grace-period=0", "--force");
      },
      async close() {
        await clean();
        await registry[Symbol.asyncDispose]();
      },
    };
  }, 8000);
});
