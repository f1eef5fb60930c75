/** When a program counts as well: the fields, and the probe they make. Knows no kind. */
import type { Complaint } from "../spec/catalogue.ts";
import { parseSeconds } from "../spec/duration.ts";
import type { Property } from "../spec/schema.ts";
import type { Probe } from "../targets/primitives.ts";

export const probeTimes = {
  interval: {
    type: "string",
    form: "duration",
    default: "10s",
    description: "Time between two questions.",
    examples: ["5s"],
  },
  timeout: {
    type: "string",
    form: "duration",
    default: "3s",
    description: "How long an answer may take.",
    examples: ["1s"],
  },
  retries: {
    type: "integer",
    minimum: 1,
    maximum: 100,
    default: 3,
    description: "Wrong answers in a row that count as not well.",
    examples: [5],
  },
  startPeriod: {
    type: "string",
    form: "duration",
    default: "60s",
    description: "How long it may take to start; it is asked every second until then.",
    examples: ["2m"],
  },
} as const satisfies Record<string, Property>;

export const probeFields = {
  command: {
    type: "array",
    minItems: 1,
    items: { type: "string" },
    description: "Command that ends with 0 when the program is well.",
    examples: [["node", "dist/check.js"]],
  },
  ...probeTimes,
} as const satisfies Record<string, Property>;

interface Health {
  readonly path?: string;
  readonly command?: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly startPeriod: string;
}

export function toProbe({ path, command, retries, ...times }: Health): Probe {
  return {
    ...(path === undefined ? {} : { path }),
    ...(command === undefined ? {} : { command }),
    intervalSeconds: parseSeconds(times.interval),
    timeoutSeconds: parseSeconds(times.timeout),
    retries,
    startPeriodSeconds: parseSeconds(times.startPeriod),
  };
}

export function checkHealth(
  name: string,
  health: { path?: string; command?: readonly string[] } | undefined,
): Complaint[] {
  if (health?.path === undefined || health.command === undefined) return [];
  return [
    {
      code: "one-of",
      message: `health of "${name}" has both "path" and "command"`,
      at: ["health", "command"],
      help: "hint: keep one of them",
    },
  ];
}
