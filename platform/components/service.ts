/** Service: a program that listens on a port, N times behind one address. */
import type { Complaint } from "../spec/catalogue.ts";
import { addressFields, internalField, lowerRoute } from "./address.ts";
import { checkProgram } from "./check-program.ts";
import { defineComponent } from "./component.ts";
import { programFallbacks } from "./fallbacks.ts";
import { addressImpacts, probeImpacts, programImpacts, standingImpacts } from "./field-impacts.ts";
import { checkHealth, probeFields, toProbe } from "./health.ts";
import { mountsVolumes, programFields, standingFields } from "./program.ts";
import { standing } from "./run.ts";
import { addressed, ends, exposed, refused, rollService, routed } from "./verdicts.ts";

export const Service = defineComponent({
  kind: "Service",
  roles: ["route"],
  runs: "always",
  schema: {
    type: "object",
    additionalProperties: false,
    description:
      "A program that listens on a port: replicas behind one address, rolled without a lost request.",
    required: ["image", "port"],
    properties: {
      ...programFields,
      ...standingFields,
      port: {
        type: "integer",
        minimum: 1,
        maximum: 65535,
        description:
          "Port that the program is told by `PORT` to listen on, and where it is served when that is free.",
        examples: [8000],
      },
      health: {
        type: "object",
        additionalProperties: false,
        default: {},
        properties: {
          path: {
            type: "string",
            form: "url path",
            description:
              "Path that answers 2xx when the program can serve; without it a connection to the port is enough. It never restarts.",
            examples: ["/health"],
          },
          livePath: {
            type: "string",
            form: "url path",
            description: "Path whose silence restarts the program; it must ask no dependency.",
            examples: ["/livez"],
          },
          ...probeFields,
        },
        description: "When it is ready for traffic, and when it is to be restarted.",
        examples: [{ path: "/health", livePath: "/livez" }],
      },
      ...addressFields,
      internal: internalField,
    },
  },
  examples: [
    {
      title: "an API with two replicas",
      spec: {
        image: "app",
        command: ["node", "dist/server.js"],
        port: 8000,
        replicas: 2,
        health: { path: "/health", livePath: "/livez" },
      },
    },
    {
      title: "a service on a fixed port that knows its own address and its database",
      spec: {
        image: "app",
        command: ["node", "dist/server.js", "--name=${environment.name}"],
        port: 8000,
        publish: { port: 5001 },
        env: { PUBLIC_URL: "${site.publicUrl}", DATABASE_URL: "${db.url}" },
        cpu: 1,
        memory: "1Gi",
        stop: { signal: "SIGINT", grace: "10s" },
        labels: { team: "claims" },
      },
      beside: {
        db: { kind: "Database", engine: "postgresql" },
        site: { kind: "Service", image: "app", command: ["node", "dist/site.js"], port: 3000 },
      },
    },
    {
      title: "a service with a path for machines inside",
      spec: {
        image: "app",
        command: ["node", "dist/server.js"],
        port: 8000,
        internal: ["/metrics"],
      },
    },
    {
      title: "a service that a command asks for its health",
      spec: {
        image: "app",
        command: ["node", "dist/server.js"],
        port: 8000,
        health: {
          command: ["node", "dist/check.js"],
          interval: "5s",
          timeout: "1s",
          retries: 5,
          startPeriod: "2m",
        },
      },
    },
  ],
  holdsData: mountsVolumes,
  impacts: {
    ...programImpacts(rollService),
    ...standingImpacts(rollService, "brief downtime"),
    port: addressed,
    health: { path: rollService, livePath: rollService, ...probeImpacts(rollService) },
    ...addressImpacts,
    route: { host: routed, path: exposed },
    internal: refused,
  },
  fallbacks: (name, spec, { name: environment, alone }) =>
    programFallbacks(name, spec, { environment, alone }),
  removal: () => ends.program,
  outputs: () => ({ url: {}, host: {}, port: {}, publicUrl: { early: true } }),
  check: (name, spec) => [
    ...checkProgram(name, spec),
    ...checkHealth(name, spec.health),
    ...checkPort(name, spec.env),
  ],
  early: lowerRoute,
  lower(name, spec, { emit, run, early, proxied }) {
    const program = run(spec);
    const livePath = spec.health.livePath;
    const { url, host, port } = emit("workload", name, {
      ...program,
      port: spec.port,
      route: `${name}-route`,
      proxied: proxied(spec),
      ready: toProbe(spec.health),
      ...(livePath === undefined ? {} : { livePath }),
      ...standing(spec, program),
    });
    return { url, host, port, ...early };
  },
});

/** The target says on which port each replica listens. */
function checkPort(name: string, env: Readonly<Record<string, string>> | undefined): Complaint[] {
  if (env?.PORT === undefined) return [];
  const message = `PORT of Service "${name}" is given by the target`;
  const help = "hint: remove it; the field port says where the service is found";
  return [{ code: "reserved-variable", message, at: ["env", "PORT"], help }];
}
