/**
 * Turns primitives into resources of our own provider: processes, folders and files of this
 * machine. Pure.
 */
import type { Run } from "../primitives.ts";
import type { Context, Declaration, Lowered, Target } from "../target.ts";
import type { Binding, Ref, Text } from "../values.ts";

export const lower: Target["lower"] = {
  build(name, build, context) {
    const { steps, workdir } = build;
    return {
      resources: [declare("Build", name, context, { context: build.context, steps, workdir })],
      offers: {
        program: {
          location: ref(name, "path"),
          digest: ref(name, "digest"),
          workdir,
          built: true,
        },
      },
    };
  },

  volume(name, volume, context) {
    return {
      resources: [declare("Volume", name, context, { owner: volume.owner }, { keep: true })],
      offers: { path: ref(name, "path"), data: ref(name, "identity") },
    };
  },

  secret(name, secret, context) {
    const props = secret.source ? { value: secret.source } : { ...secret.generate };
    return {
      resources: [
        declare("Secret", name, context, props, { keep: true, secretOutputs: ["value"] }),
      ],
      offers: { value: { value: ref(name, "value", true), secret: true } },
    };
  },

  route(name, { port, publish }, context) {
    return {
      resources: [declare("Route", name, context, { port, publish })],
      offers: { publicUrl: open(ref(name, "url")) },
    };
  },

  store(name, store, context) {
    const { engine, version, path: volume, password, data, database, cache } = store;
    const props = { engine, version, volume, password, data, port: store.port, database, cache };
    const port = ref(name, "port");
    const peer = { unit: name, port: store.port };
    return {
      resources: [declare("Store", name, context, props)],
      offers: {
        host: { ...open(ref(name, "host")), peer, data: store.data },
        port: { ...open(port), peer, data: store.data },
      },
    };
  },

  workload(name, workload, context) {
    const { port, route, scale: _scale, ...rest } = workload;
    const props = { ...run(rest), port, route, routePort: route && ref(route, "port") };
    const peer = { unit: name, port: port ?? 0 };
    const answers = (output: string): Binding => ({ ...open(ref(name, output)), peer });
    return {
      resources: [declare("Workload", name, context, props, { needs: workload.needs })],
      offers: { host: answers("host"), port: answers("port"), url: answers("url") },
    };
  },

  site(name, { proxy, route, needs, peers: _peers, ...site }, context) {
    const values = Object.entries(proxy).map(([path, { value }]) => [path, value]);
    const props = { ...site, proxy: Object.fromEntries(values), routePort: ref(route, "port") };
    const answers = (output: string): Binding => ({
      ...open(ref(name, output)),
      peer: { unit: name, port: site.port },
    });
    return {
      resources: [declare("Site", name, context, props, { needs })],
      offers: { host: answers("host"), port: answers("port"), url: answers("url") },
    };
  },

  job(name, job, context) {
    return only(
      declare("Job", name, context, { ...run(job), data: job.data }, { needs: job.needs }),
    );
  },

  schedule(name, schedule, context) {
    return only(declare("Schedule", name, context, run(schedule), { needs: schedule.needs }));
  },
};

function only(resource: Declaration): Lowered<"job"> & Lowered<"schedule"> {
  return { resources: [resource], offers: {} };
}

/**
 * What of a program's wishes becomes properties: order and mounts are already in the references.
 */
function run<T extends Run>(program: T) {
  const { env, ...all } = program;
  const rest = Object.entries(all).filter(([field]) => !implied.has(field));
  const values: Record<string, Text> = {};
  for (const [name, binding] of Object.entries(env)) values[name] = binding.value;
  return { ...Object.fromEntries(rest), env: values };
}

const implied = new Set([
  ...["needs", "mounts", "data", "peers", "limits", "requests", "egress", "secretsAs"],
  ...["user", "readOnlyRoot", "containerName", "missedSeconds", "history"],
]);

function declare(
  type: string,
  name: string,
  context: Context,
  props: Record<string, unknown>,
  rest: Partial<Declaration> = {},
): Declaration {
  return {
    type: `andamio:local:${type}`,
    name,
    parent: context.component,
    props: { environment: context.environment, component: context.component, ...props },
    needs: [],
    origin: context.origin,
    ...rest,
  };
}

function ref(resource: string, output: string, secret = false): Ref {
  return { $ref: resource, output, secret };
}

function open(value: Text): Binding {
  return { value, secret: false };
}
