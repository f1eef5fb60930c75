/** CronJob: a program that runs at times and ends. */
import { normalizeCron } from "../spec/cron.ts";
import { parseSeconds } from "../spec/duration.ts";
import { checkProgram } from "./check-program.ts";
import { defineComponent } from "./component.ts";
import { programFallbacks } from "./fallbacks.ts";
import { programImpacts } from "./field-impacts.ts";
import { mountsVolumes, programFields } from "./program.ts";
import { atNextRun, unseen } from "./verdicts.ts";

export const CronJob = defineComponent({
  kind: "CronJob",
  roles: [],
  runs: "at times",
  schema: {
    type: "object",
    additionalProperties: false,
    description: "A program that runs at times and ends.",
    required: ["image", "schedule"],
    properties: {
      ...programFields,
      schedule: {
        type: "string",
        form: "cron",
        description:
          "When it runs: minute, hour, day, month, day of the week; names of days and months are allowed.",
        examples: ["0 2 * * *"],
      },
      timezone: {
        type: "string",
        form: "timezone",
        description: "Time zone of the schedule; without it the environment's.",
        examples: ["Europe/Madrid"],
      },
      overlap: {
        type: "string",
        enum: ["forbid", "allow", "replace"],
        default: "forbid",
        description:
          "What happens when a run is due and the one before still runs: the new one is left out, both run, or the old one is stopped.",
        examples: ["replace"],
      },
      suspended: {
        type: "boolean",
        default: false,
        description: "Never fires by itself; it can still be run by hand.",
        examples: [true],
      },
      missed: {
        type: "string",
        form: "duration",
        default: "5m",
        description: "How late a run may start; later, it is left out.",
        examples: ["1h"],
      },
      history: {
        type: "integer",
        minimum: 0,
        maximum: 100,
        default: 3,
        description: "How many runs are kept for a look back.",
        examples: [10],
      },
      timeout: {
        type: "string",
        form: "duration",
        default: "1h",
        description: "How long it may run; then it is stopped, and failed.",
        examples: ["10m"],
      },
      retries: {
        type: "integer",
        minimum: 0,
        maximum: 10,
        default: 0,
        description: "How often it is tried again.",
        examples: [2],
      },
    },
  },
  examples: [
    {
      title: "every night at two",
      spec: {
        image: "app",
        command: ["node", "dist/jobs.js", "clear-sessions"],
        schedule: "0 2 * * *",
        timeout: "10m",
        retries: 2,
      },
    },
    {
      title: "every weekday in another time zone, by hand until further notice",
      spec: {
        image: "app",
        command: ["node", "dist/jobs.js", "report"],
        schedule: "30 8 * * mon-fri",
        timezone: "Europe/Madrid",
        overlap: "replace",
        suspended: true,
      },
    },
  ],
  holdsData: mountsVolumes,
  impacts: {
    ...programImpacts(atNextRun),
    schedule: atNextRun,
    timezone: atNextRun,
    overlap: atNextRun,
    suspended: atNextRun,
    missed: atNextRun,
    history: atNextRun,
    timeout: atNextRun,
    retries: atNextRun,
  },
  fallbacks: (name, spec, { name: environment, timezone }) => ({
    ...programFallbacks(name, spec, { environment }),
    timezone: { value: timezone, source: "timezone of the environment" },
  }),
  removal: () => unseen,
  outputs: () => ({}),
  check: checkProgram,
  lower(name, spec, { emit, run, environment }) {
    emit("schedule", name, {
      ...run(spec),
      cron: normalizeCron(spec.schedule),
      timezone: spec.timezone ?? environment.timezone,
      overlap: spec.overlap,
      timeoutSeconds: parseSeconds(spec.timeout),
      retries: spec.retries,
      suspended: spec.suspended,
      missedSeconds: parseSeconds(spec.missed),
      history: spec.history,
    });
    return {};
  },
});
