/**
 * Turns primitives into resources of our own provider: processes, folders and files of this
 * machine. Pure.
 */
import type { Run } from "../primitives.ts";
import { proxyVariables } from "../proxied.ts";
import type { Context, Declaration, Lowered, Target } from "../target.ts";
import { type Binding, contentOf, type Ref, type Text } from "../values.ts";

export const lower: Target["lower"] = {
  build(name, build, context) {
    const { context: folder, steps, workdir, args } = build;
    const props = { context: folder, steps, workdir, args };
    return {
      resources: [declare("Build", name, context, props)],
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

  route(name, { port, publish, internal }, context) {
    const props = { port, publish, ...(internal && { internal }) };
    return {
      resources: [declare("Route", name, context, props)],
      offers: { publicUrl: open(ref(name, "url")) },
    };
  },

  store(name, store, context) {
    const { path: volume, labels: _labels, containerName: _name, limits: _limits, ...rest } = store;
    const props = { ...rest, volume };
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
    const { port, route, scale: _scale, proxied: _proxied, ...rest } = workload;
    const program = run(rest);
    // its public address is plain HTTP here, whatever tls says
    const env = { ...proxyVariables(workload, "127.0.0.1", undefined), ...program.env };
    const props = { ...program, env, port, route, routePort: route && ref(route, "port") };
    const peer = { unit: name, port: port ?? 0 };
    const answers = (output: string): Binding => ({ ...open(ref(name, output)), peer });
    return {
      resources: [declare("Workload", name, context, props, { needs: workload.needs })],
      offers: { host: answers("host"), port: answers("port"), url: answers("url") },
    };
  },

  site(name, { proxy, needs, peers: _peers, ...site }, context) {
    const values = Object.entries(proxy).map(([path, { value }]) => [path, value]);
    const routePort = ref(site.route, "port");
    const props = { ...site, proxy: Object.fromEntries(values), routePort };
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

/** What of a program's wishes becomes properties: order is already in the references. */
function run<T extends Run>(program: T) {
  const { env, mounts, secretsAs, ...wishes } = program;
  const rest = Object.entries(wishes).filter(([field]) => !implied.has(field));
  const isFile = ({ secret }: Binding): boolean => secretsAs === "file" && secret;
  const all = Object.entries(env);
  const values = all.filter(([, binding]) => !isFile(binding));
  const files = all.filter(([, binding]) => isFile(binding));
  // SQLite's file is told by an absolute path: a volume that is named has to be at hand
  const links = mounts
    .filter(({ shared }) => shared !== undefined)
    .map(({ volume, path }) => ({ path, folder: ref(volume, "path") }));
  return {
    ...Object.fromEntries(rest),
    env: Object.fromEntries(values.map(([name, { value }]) => [name, value])),
    ...(files.length > 0 && {
      files: Object.fromEntries(files.map(([name, one]) => [name, contentOf(one)])),
    }),
    ...(links.length > 0 && { mounts: links }),
  };
}

const implied = new Set([
  ...["needs", "data", "peers", "limits", "requests", "egress"],
  ...["user", "readOnlyRoot", "containerName"],
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
