/** Worker: a program that runs all the time and listens on nothing. */
import { checkProgram } from "./check-program.ts";
import { defineComponent } from "./component.ts";
import { programFallbacks } from "./fallbacks.ts";
import { probeImpacts, programImpacts, standingImpacts } from "./field-impacts.ts";
import { probeFields, toProbe } from "./health.ts";
import { mountsVolumes, programFields, standingFields } from "./program.ts";
import { standing } from "./run.ts";
import { ends, rollWorker } from "./verdicts.ts";

export const Worker = defineComponent({
  kind: "Worker",
  roles: [],
  runs: "always",
  schema: {
    type: "object",
    additionalProperties: false,
    description: "A program that runs all the time without a port, such as a consumer of a queue.",
    required: ["image"],
    properties: {
      ...programFields,
      ...standingFields,
      health: {
        type: "object",
        additionalProperties: false,
        default: {},
        properties: probeFields,
        description: "When it is well; without a command, while it lives.",
        examples: [{ command: ["node", "dist/check.js"] }],
      },
    },
  },
  examples: [
    {
      title: "a consumer of a queue",
      spec: {
        image: "app",
        command: ["node", "dist/worker.js"],
        env: { REDIS_URL: "${cache.url}" },
      },
      beside: { cache: { kind: "Redis" } },
    },
    {
      title: "two of them, asked for their health",
      spec: {
        image: "app",
        command: ["node", "dist/worker.js"],
        replicas: 2,
        health: { command: ["node", "dist/check.js"] },
      },
    },
  ],
  holdsData: mountsVolumes,
  impacts: {
    ...programImpacts(rollWorker),
    ...standingImpacts(rollWorker, "restart"),
    health: probeImpacts(rollWorker),
  },
  fallbacks: (name, spec, { name: environment, alone }) =>
    programFallbacks(name, spec, { environment, alone }),
  removal: () => ends.worker,
  outputs: () => ({}),
  check: checkProgram,
  lower(name, spec, { emit, run }) {
    const program = run(spec);
    emit("workload", name, {
      ...program,
      ready: toProbe(spec.health),
      ...standing(spec, program),
    });
    return {};
  },
});
