/**
 * Turns primitives into resources: containers, volumes and images by Docker's plug-in, and by our
 * own provider what makes a roll-out of them. Pure.
 */
import type { Run } from "../primitives.ts";
import { proxyVariables } from "../proxied.ts";
import type { Target } from "../target.ts";
import type { Text } from "../values.ts";
import { shapeProgram, volumePath } from "./container.ts";
import { declareOwn, declareVolume, networkName, open, proxyName, ref } from "./declare.ts";
import { lowerBuild } from "./lower-build.ts";
import { lowerRoute } from "./lower-route.ts";
import { lowerStore } from "./lower-store.ts";
import { hostName, listLabels } from "./names.ts";
import { placeVolume } from "./place-volume.ts";
import { describeProbe } from "./probe.ts";
import { lowerSchedule } from "./schedule.ts";
import { declareUnit, readiness } from "./unit.ts";

/** The proxy asks itself for a Static's `proxy` by loopback. */
const trustedProxies: Text = { $join: ["127.0.0.1,", ref(networkName, "proxies")] };

export const lower: Target["lower"] = {
  build: lowerBuild,
  route: lowerRoute,
  store: lowerStore,
  schedule: lowerSchedule,

  volume(name, { owner }, context) {
    const { environment, around } = context;
    const { path } = around.settings;
    const labels = listLabels(context, name, "volume", around.labels);
    const [disk, volume] = [`${name}.disk`, hostName(environment, name)];
    const made = { name: volume, ...placeVolume(volume, path), labels };
    const data = { volume: ref(disk, "name"), owner, ...(path !== undefined && { path }) };
    return {
      resources: [
        // what lies in it outlives the stack
        declareVolume(disk, context, made, { keep: true }),
        declareOwn("docker:Data", name, context, data),
      ],
      offers: { path: volumePath(name), data: ref(name, "identity") },
    };
  },

  secret(name, { generate, source }, context) {
    const props = source ? { value: source } : { ...generate };
    const rest = { keep: true, secretOutputs: ["value"] };
    return {
      resources: [declareOwn("docker:Secret", name, context, props, rest)],
      offers: { value: { value: ref(name, "value", true), secret: true } },
    };
  },

  workload(name, workload, context) {
    const { port, route, replicas, update, containerName } = workload;
    const probe = describeProbe(workload);
    const told = proxyVariables(workload, trustedProxies, context.around.tls);
    const variables = { ...(port !== undefined && { PORT: String(port) }), ...told };
    const { shape, resources: files } = shapeProgram(name, "workload", workload, context, {
      variables,
      ...(probe && { probe }),
    });
    const behind = route === undefined ? {} : { route, port, healthPath: workload.ready.path };
    const resources = declareUnit(name, context, {
      shape,
      replicas,
      update,
      ...(containerName !== undefined && { containerName }),
      stop: workload.stop,
      ready: readiness(workload.ready, probe),
      needs: needsOf(workload),
      more: behind,
      last: route === undefined ? [] : [proxyName],
    });
    const peer = { unit: name, port: port ?? 0 };
    return { resources: [...files, ...resources], offers: addressOf(name, port ?? 0, peer) };
  },

  site(name, { program, peers: _peers, needs, proxy, route, labels: _labels, ...site }, context) {
    const values = Object.entries(proxy).map(([path, { value }]): [string, Text] => [path, value]);
    const props = { ...site, unit: name, route, program, proxy: Object.fromEntries(values) };
    const rest = { needs: [...needs, proxyName] };
    return {
      resources: [declareOwn("docker:Site", name, context, props, rest)],
      offers: addressOf(name, site.port, { unit: name, port: site.port }),
    };
  },

  job(name, job, context) {
    const { shape, resources } = shapeProgram(name, "job", job, context);
    const { program, data, timeoutSeconds, retries, stop } = job;
    const props = {
      unit: name,
      shape: { ...shape, restart: "no" },
      digest: program.digest,
      data,
      timeoutSeconds,
      retries,
      graceSeconds: stop.graceSeconds,
      name: job.containerName ?? hostName(context.environment, name),
    };
    return {
      resources: [
        ...resources,
        declareOwn("docker:Job", name, context, props, { needs: needsOf(job) }),
      ],
      offers: {},
    };
  },

};

function needsOf({ needs, mounts }: Pick<Run, "needs" | "mounts">): string[] {
  return [...new Set([...needs, ...mounts.map(({ volume }) => volume)])];
}

function addressOf(name: string, port: number, peer: { unit: string; port: number }) {
  const of = (value: string) => ({ ...open(value), peer });
  return { host: of(name), port: of(String(port)), url: of(`http://${name}:${port}`) };
}
