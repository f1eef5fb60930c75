/** Job: a program that runs once per release, before everything else of its image. */
import { parseSeconds } from "../spec/duration.ts";
import { checkProgram } from "./check-program.ts";
import { defineComponent } from "./component.ts";
import { programFields } from "./program.ts";

export const Job = defineComponent({
  kind: "Job",
  roles: [],
  runs: "once",
  schema: {
    type: "object",
    additionalProperties: false,
    description:
      "A program that runs once per release; everything else of its image waits for it. " +
      "It runs again when its image, command, variables or the data that it uses change.",
    required: ["image"],
    properties: {
      ...programFields,
      timeout: {
        type: "string",
        form: "duration",
        default: "10m",
        description: "How long it may run; then it is stopped, and failed.",
        examples: ["30m"],
      },
      retries: {
        type: "integer",
        minimum: 0,
        maximum: 10,
        default: 0,
        description: "How often it is tried again.",
        examples: [2],
      },
      after: {
        type: "array",
        items: { type: "string", form: "component name" },
        default: [],
        description: "Jobs that must be done first.",
        examples: [["migrate"]],
      },
    },
  },
  examples: [
    {
      title: "a migration",
      spec: {
        image: "app",
        command: ["node", "dist/migrate.js"],
        env: { DATABASE_URL: "${db.url}" },
      },
      beside: { db: { kind: "Database", engine: "postgresql" } },
    },
    {
      title: "a seed after the migration",
      spec: {
        image: "app",
        command: ["node", "dist/jobs.js", "seed"],
        after: ["migrate"],
        timeout: "30m",
        retries: 2,
      },
      beside: { migrate: { kind: "Job", image: "app", command: ["node", "dist/migrate.js"] } },
    },
  ],
  outputs: () => ({}),
  check: checkProgram,
  lower(name, spec, { emit, run }) {
    emit("job", name, {
      ...run(spec),
      timeoutSeconds: parseSeconds(spec.timeout),
      retries: spec.retries,
    });
    return {};
  },
});
