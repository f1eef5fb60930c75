/** The fields of everything that runs a program of the user's. Knows no kind. */
import { type FieldsShape, type Property, type Read, text } from "../spec/schema.ts";

const volumeFields = {
  type: "object",
  additionalProperties: false,
  required: ["path"],
  properties: {
    path: {
      type: "string",
      form: "any path",
      description: "Where the program finds it: absolute, or below the image's `workdir`.",
      examples: ["uploads", "/var/uploads"],
    },
    size: {
      type: "string",
      form: "size",
      default: "1Gi",
      description: "How much it holds.",
      examples: ["10Gi"],
    },
    readOnly: {
      type: "boolean",
      default: false,
      description: "Whether this program may only read it.",
      examples: [true],
    },
  },
} as const satisfies FieldsShape;

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
  requests: {
    type: "object",
    additionalProperties: false,
    default: {},
    properties: {
      cpu: {
        type: "number",
        exclusiveMinimum: 0,
        maximum: 1024,
        description: "Cores that are reserved; `cpu`.",
        examples: [0.1],
      },
      memory: {
        type: "string",
        form: "size",
        description: "Memory that is reserved; `memory`.",
        examples: ["128Mi"],
      },
    },
    description: "Reserves less than the most that it gets.",
    examples: [{ cpu: 0.1 }],
  },
  volumes: {
    type: "object",
    names: "component name",
    additionalProperties: volumeFields,
    default: {},
    description: "Kept data, by name; components that give one name share one volume.",
    examples: [{ uploads: { path: "uploads", size: "10Gi" } }],
  },
  secretsAs: {
    type: "string",
    enum: ["env", "file"],
    default: "env",
    description: "How secret variables come: as they are, or `X` as `X_FILE`, the path of a file.",
    examples: ["file"],
  },
  egress: {
    type: "string",
    enum: ["none", "internet"],
    default: "none",
    description: "Whether it may reach what no reference names, such as a mail server.",
    examples: ["internet"],
  },
  user: {
    type: "integer",
    minimum: 1,
    maximum: 65533,
    default: 10001,
    description: "Number of the user that it runs as inside its container.",
    examples: [1000],
  },
  readOnlyRoot: {
    type: "boolean",
    default: true,
    description: "Whether its files are read-only; `/tmp` and volumes never are.",
    examples: [false],
  },
  containerName: {
    type: "string",
    form: "container name",
    description: "Name of its container; without it ENVIRONMENT-NAME.",
    examples: ["call-centre-db"],
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

/** Whether it has kept data at all; components that name one volume share it. */
export function mountsVolumes({ volumes = {} }: { volumes?: object }): boolean {
  return Object.keys(volumes).length > 0;
}

/** Fields of programs that run all the time, besides. */
export const standingFields = {
  replicas: {
    type: "integer",
    minimum: 0,
    maximum: 100,
    default: 1,
    description: "How many of it run.",
    examples: [2],
  },
  scale: {
    type: "object",
    additionalProperties: false,
    required: ["max"],
    properties: {
      max: {
        type: "integer",
        minimum: 1,
        maximum: 1000,
        description: "The most replicas; `replicas` is the fewest.",
        examples: [10],
      },
      cpu: {
        type: "integer",
        minimum: 1,
        maximum: 100,
        default: 70,
        description: "Share of `cpu` in percent above which there are more.",
        examples: [60],
      },
    },
    description: "More replicas while they are busy.",
    examples: [{ max: 10 }],
  },
  update: {
    type: "string",
    enum: ["rolling", "recreate"],
    description:
      "`rolling` starts the new version before the old one stops, `recreate` after; " +
      "`rolling`, and `recreate` with SQLite or a volume of its own.",
    examples: ["recreate"],
  },
  workers: {
    type: "integer",
    minimum: 1,
    maximum: 1024,
    description: "Processes of the program, told to it as `WEB_CONCURRENCY`.",
    examples: [4],
  },
  threads: {
    type: "integer",
    minimum: 1,
    maximum: 1024,
    description: "Threads for its blocking work, told to it as `UV_THREADPOOL_SIZE`.",
    examples: [8],
  },
} as const satisfies Record<string, Property>;

/** What `programFields` describe, with defaults applied. */
export type ProgramSpec = Read<{
  properties: typeof programFields;
  required: readonly ["image"];
}>;
