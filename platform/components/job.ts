/** Job: a program that runs once per release, before everything else of its image. */
import { parseSeconds } from "../spec/duration.ts";
import { checkProgram } from "./check-program.ts";
import { defineComponent } from "./component.ts";
import { programFallbacks } from "./fallbacks.ts";
import { programImpacts } from "./field-impacts.ts";
import { mountsVolumes, programFields } from "./program.ts";
import { atNextRun, runsAgain, unseen } from "./verdicts.ts";

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
      migrates: {
        type: "boolean",
        description:
          "Whether it applies the migrations of its image; without it, the first Job of the image that uses a database does.",
        examples: [true],
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
        migrates: true,
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
  holdsData: mountsVolumes,
  impacts: {
    ...programImpacts(atNextRun),
    image: runsAgain,
    command: runsAgain,
    env: { member: runsAgain },
    envFrom: runsAgain,
    secretsAs: runsAgain,
    timeout: atNextRun,
    retries: atNextRun,
    after: atNextRun,
    migrates: unseen,
  },
  fallbacks: (name, spec, { name: environment, alone }) =>
    ({
      ...programFallbacks(name, spec, { environment, alone }),
      migrates: { source: "the first Job of the image that uses a database applies migrations" },
    }),
  removal: () => unseen,
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
