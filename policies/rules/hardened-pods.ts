/** Pods may do what their program needs, and nothing else. */
import { listPods, type Pod, type Props } from "../declared.ts";
import type { Rule } from "../rule.ts";

const fix = "this is the target's to mend: report it";

export const hardenedPods: Rule = {
  name: "hardened-pods",
  about:
    "Pods run without root, privileges, capabilities, host access or an account of the cluster, within limits.",
  why: "Who breaks into a program would be on the machine, or in the cluster.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  check: ({ declarations }) =>
    listPods(declarations).flatMap((pod) =>
      listFaults(pod).map((reason) => ({
        at: pod.at,
        reason: `${pod.declaration.name}: ${reason}`,
        fix,
        ...(pod.component !== undefined && { component: pod.component }),
      })),
    ),
  declared: {
    type: "kubernetes:apps/v1:Deployment",
    wrong: makeProps({ privileged: true }),
    right: makeProps({}),
  },
};

function listFaults({ spec, containers }: Pod): string[] {
  const shared = (spec.securityContext ?? {}) as Props;
  return [
    ...["hostNetwork", "hostPID", "hostIPC"].filter((key) => spec[key] === true),
    ...(holdsHostPath(spec) ? ["a hostPath"] : []),
    ...(spec.automountServiceAccountToken === false ? [] : ["a token of the cluster's API"]),
    ...containers.flatMap((container) => listContainerFaults(container, shared)),
  ];
}

function holdsHostPath({ volumes = [] }: Props): boolean {
  return (volumes as Props[]).some(({ hostPath }) => hostPath !== undefined);
}

function listContainerFaults(container: Props, shared: Props): string[] {
  const own = { ...shared, ...(container.securityContext as Props | undefined) };
  const { drop = [] } = (own.capabilities ?? {}) as { drop?: string[] };
  const { limits = {} } = (container.resources ?? {}) as { limits?: Props };
  const { type } = (own.seccompProfile ?? {}) as { type?: string };
  const demands: readonly (readonly [boolean, string])[] = [
    [own.privileged !== true, "is privileged"],
    [own.runAsNonRoot === true, "may run as root"],
    [own.allowPrivilegeEscalation === false, "may get more privileges"],
    [drop.includes("ALL"), "keeps capabilities"],
    [type === "RuntimeDefault", "has no seccomp profile"],
    [limits.memory !== undefined && limits.cpu !== undefined, "has no limits"],
    [!/(^[^:@]+|:latest)$/.test(textOf(container.image)), "runs an image without a tag"],
  ];
  return demands.filter(([holds]) => !holds).map(([, fault]) => fault);
}

/** What is known only later is named by its digest. */
function textOf(image: unknown): string {
  return typeof image === "string" ? image : "name@sha256:";
}

function makeProps(more: Props): Props {
  const securityContext = {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
    ...more,
  };
  const resources = { limits: { cpu: "500m", memory: "512Mi" } };
  const container = { name: "api", image: "ghcr.io/acme/app:1", securityContext, resources };
  const spec = { automountServiceAccountToken: false, containers: [container] };
  return { spec: { template: { metadata: { labels: { component: "api" } }, spec } } };
}
