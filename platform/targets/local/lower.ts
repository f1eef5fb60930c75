/**
 * Turns primitives into resources of our own provider: processes, folders and files of this
 * machine. Pure.
 */
import type { Binding, Context, Declaration, Lowered, Ref, Run, Target, Text } from "../target.ts";

export const lower: Target["lower"] = {
  build(name, build, context) {
    return {
      resources: [declare("Build", name, context, { ...build })],
      offers: {
        program: {
          location: ref(name, "path"),
          digest: ref(name, "digest"),
          workdir: build.workdir,
        },
      },
    };
  },

  volume(name, volume, context) {
    return {
      resources: [declare("Volume", name, context, { ...volume }, { keep: true })],
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

  route(name, route, context) {
    return {
      resources: [declare("Route", name, context, { ...route })],
      offers: { publicUrl: open(ref(name, "url")) },
    };
  },

  store(name, store, context) {
    const port = ref(name, "port");
    const peer = { unit: name, port: store.port };
    return {
      resources: [declare("Store", name, context, { ...store })],
      offers: {
        host: { ...open(ref(name, "host")), peer, data: store.data },
        port: { ...open(port), peer, data: store.data },
      },
    };
  },

  workload(name, workload, context) {
    const { port, route, ...rest } = workload;
    const props = { ...run(rest), port, route, routePort: route && ref(route, "port") };
    const peer = { unit: name, port: port ?? 0 };
    const answers = (output: string): Binding => ({ ...open(ref(name, output)), peer });
    return {
      resources: [declare("Workload", name, context, props, { needs: workload.needs })],
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
  const { needs: _needs, mounts: _mounts, data: _data, limits: _limits, env, ...rest } = program;
  const values: Record<string, Text> = {};
  for (const [name, binding] of Object.entries(env)) values[name] = binding.value;
  return { ...rest, env: values };
}

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
