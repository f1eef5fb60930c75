/** The fields of everything that runs a program of the user's. Knows no kind. */
import { type Property, text } from "../spec/schema.ts";

export const programFields = {
  image: {
    type: "string",
    form: "component name",
    description: "Name in `images` of the program.",
    examples: ["app"],
  },
  command: {
    type: "array",
    minItems: 1,
    items: { type: "string", references: "shown" },
    description: "The whole command line, entrypoint included; without it the image's own.",
    examples: [["node", "dist/server.js"]],
  },
  env: {
    type: "object",
    names: "variable",
    additionalProperties: { type: text, references: "any" },
    default: {},
    description: "Variables of the program, as written; they win over those of groups.",
    examples: [{ LOG_LEVEL: "debug", DATABASE_URL: "${db.url}" }],
  },
  envFrom: {
    type: "array",
    items: { type: "string", form: "component name" },
    default: [],
    description: "Groups of `envGroups` whose variables the program gets; later ones win.",
    examples: [["app"]],
  },
  cpu: {
    type: "number",
    exclusiveMinimum: 0,
    maximum: 1024,
    default: 0.5,
    description: "Cores that are reserved, and the most that it gets.",
    examples: [0.5, 2],
  },
  memory: {
    type: "string",
    form: "size",
    default: "512Mi",
    description: "Memory that is reserved, and the most that it gets.",
    examples: ["512Mi", "2Gi"],
  },
  stop: {
    type: "object",
    additionalProperties: false,
    default: {},
    properties: {
      signal: {
        type: "string",
        form: "signal",
        default: "SIGTERM",
        description: "Signal that asks the program to end.",
        examples: ["SIGINT"],
      },
      grace: {
        type: "string",
        form: "duration",
        default: "30s",
        description: "How long it may take to end before it is killed.",
        examples: ["10s"],
      },
    },
    description: "How it is ended.",
    examples: [{ grace: "10s" }],
  },
  labels: {
    type: "object",
    names: "label",
    additionalProperties: { type: text },
    default: {},
    description: "Labels for people and tools, besides those of the environment.",
    examples: [{ team: "claims" }],
  },
} as const satisfies Record<string, Property>;
