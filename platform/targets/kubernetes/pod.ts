/** The pod of a program: one container without rights, which may write where it was told. */
import type { Run } from "../primitives.ts";
import type { Around, Context } from "../target.ts";
import { mountAll } from "./mounts.ts";
import { describeObject, shared } from "./names.ts";
import { resourcesOf } from "./quantity.ts";
import { stopOf } from "./stop.ts";
import { literal, secretFolder, type Variables } from "./variables.ts";

export interface PodTemplate {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
}

type Program = Omit<Run, "env" | "peers" | "data" | "needs">;

/** `more` is what the container has besides, as its ports and probes. */
export function podOf(
  unit: string,
  run: Program & { port?: number },
  { env, secrets, secretName }: Variables,
  context: Context,
  more: Readonly<Record<string, unknown>> = {},
): PodTemplate {
  const { program, command, mounts, limits, requests, user, readOnlyRoot, port } = run;
  const { labels, affinity, ...mounted } = mountAll(mounts, program.workdir);
  const files = run.secretsAs === "file" && Object.keys(secrets).length > 0;
  const { lifecycle, terminationGracePeriodSeconds } = stopOf(unit, run);
  const described = describeObject(unit, context.component, context.around, run.labels);
  const container = {
    name: unit,
    image: program.location,
    workingDir: program.workdir,
    ...(command.length > 0 && { command: command.map(literal) }),
    ...(env.length > 0 && { env }),
    resources: resourcesOf(limits, requests),
    securityContext: restricted(readOnlyRoot),
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      ...(files ? [{ name: "secrets", mountPath: secretFolder, readOnly: true }] : []),
      ...mounted.volumeMounts,
    ],
    ...lifecycle,
    ...more,
  };
  return {
    metadata: {
      ...described,
      labels: { ...described.labels, ...labels, ...nameLabel(run.containerName) },
    },
    spec: {
      ...unprivileged(unit, user, context.around, port),
      ...(affinity && { affinity }),
      terminationGracePeriodSeconds,
      containers: [container],
      volumes: [
        { name: "tmp", emptyDir: {} },
        ...(files ? [secretVolume(secretName)] : []),
        ...mounted.volumes,
      ],
    },
  };
}

/** What Pod Security calls restricted, and no token of the cluster. */
export function unprivileged(
  unit: string,
  user: number,
  around: Around,
  port?: number,
): Record<string, unknown> {
  // a program without rights may listen on a low port only where it is let
  const low = { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] };
  return {
    serviceAccountName: unit,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(hasCredentials(around) && { imagePullSecrets: [{ name: shared.registries }] }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
      ...(port !== undefined && port < 1024 && low),
    },
  };
}

export function restricted(readOnlyRootFilesystem = true, add: readonly string[] = []) {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem,
    capabilities: { drop: ["ALL"], ...(add.length > 0 && { add }) },
  };
}

/** The group of the pod may read it, and its user is the only one in there. */
export function secretVolume(secretName: unknown): object {
  return { name: "secrets", secret: { secretName, defaultMode: 0o440 } };
}

export function hasCredentials({ registries }: Around): boolean {
  return Object.values(registries).some(({ password }) => password !== undefined);
}

function nameLabel(name: string | undefined): Record<string, string> {
  return name === undefined ? {} : { "andamio/container-name": name };
}
