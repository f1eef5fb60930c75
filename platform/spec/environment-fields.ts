/**
 * The fields of an environment that are not components: the file's own, its images and its
 * groups.
 */
import { registryFields, tlsFields } from "./access-fields.ts";
import { imageFields } from "./image-fields.ts";
import type { Reach } from "./impact.ts";
import { policyFields } from "./policy-fields.ts";
import { reviewFields } from "./review-fields.ts";
import { type FieldsShape, type Property, text } from "./schema.ts";
import { workflowFields } from "./workflow-fields.ts";

/** The version of the language that is read here. */
export const languageVersion = 1;

const fields = {
  version: {
    type: "integer",
    const: languageVersion,
    description: "Version of this language.",
    examples: [1],
  },
  extends: {
    type: "string",
    form: "path",
    description: "The layer below, relative to this file: what stands here is laid over it.",
    examples: ["./base.yaml"],
  },
  description: {
    type: "string",
    description: "What it is, for people.",
    examples: ["The development environment"],
  },
  owner: { type: "string", description: "Who answers for it.", examples: ["platform@example.com"] },
  branch: {
    type: "string",
    description: "The branch that is deployed here.",
    examples: ["main"],
  },
  labels: {
    type: "object",
    names: "label",
    additionalProperties: { type: text },
    default: {},
    description: "Labels for people and tools, on everything that runs.",
    examples: [{ "oci-instance": "dev-1" }],
  },
  timezone: {
    type: "string",
    form: "timezone",
    default: "America/Argentina/Buenos_Aires",
    description: "Time zone of every schedule and date.",
    examples: ["Europe/Madrid"],
  },
  images: {
    type: "object",
    names: "component name",
    additionalProperties: imageFields,
    default: {},
    description: "Programs, each built or fetched once, that components name.",
    examples: [{ app: { build: "./app" } }],
  },
  envGroups: {
    type: "object",
    names: "component name",
    default: {},
    additionalProperties: {
      type: "object",
      names: "variable",
      additionalProperties: { type: text, references: "any" },
    },
    description: "Variables that programs share by the group's name, with `envFrom`.",
    examples: [{ app: { LOG_LEVEL: "info" } }],
  },
  state: {
    type: "object",
    additionalProperties: false,
    default: {},
    properties: {
      backend: {
        type: "string",
        form: "backend",
        description: "URL of the backend; `file://.andamio/state`, which profile prod refuses.",
        examples: ["s3://acme-andamio-state?region=sa-east-1"],
      },
      secretsProvider: {
        type: "string",
        description: "What encrypts secrets in the state; a passphrase of this clone.",
        examples: ["awskms://alias/andamio"],
      },
    },
    description: "Where Pulumi keeps the state; Pulumi's own variables win.",
    examples: [{ backend: "file://.andamio/state" }],
  },
  registries: {
    type: "object",
    names: "registry",
    additionalProperties: registryFields,
    default: {},
    description: "Registries that images come from and go to, by host.",
    examples: [{ "ghcr.io": { username: "acme", password: "${registry-token.value}" } }],
  },
  tls: {
    ...tlsFields,
    description: "How public addresses (`route`) are encrypted.",
    examples: [{ mode: "acme", email: "platform@example.com" }],
  },
  policies: {
    type: "object",
    additionalProperties: false,
    default: {},
    properties: policyFields,
    description: "What is demanded of the environment.",
    examples: [{ profile: "prod" }],
  },
  workflows: {
    type: "object",
    additionalProperties: false,
    default: {},
    properties: workflowFields,
    description: "What the pipeline of the repository does; `andamio ci workflows` writes it.",
    examples: [{ coverage: 90 }],
  },
  ...reviewFields,
} as const satisfies Record<string, Property>;

/** Whom a change of each field concerns; of a target's settings its own table says so. */
export const environmentReach: Readonly<Record<keyof typeof fields | "target", Reach>> = {
  version: "nothing",
  extends: "nothing",
  description: "nothing",
  owner: "nothing",
  branch: "nothing",
  labels: "programs",
  timezone: "users",
  images: "users",
  envGroups: "users",
  state: "data",
  registries: "nothing",
  tls: "programs",
  policies: "nothing",
  workflows: "nothing",
  acknowledge: "nothing",
  moved: "users",
  parity: "nothing",
  target: "data",
};

/** The whole language, for the kinds and targets that there are. */
export function makeEnvironmentShape(
  kinds: Readonly<Record<string, FieldsShape>>,
  targets: Readonly<Record<string, { settings?: Readonly<Record<string, Property>> }>>,
): FieldsShape {
  const { version, extends: below, ...rest } = fields;
  const names = Object.keys(targets);
  return {
    type: "object",
    additionalProperties: false,
    required: ["version", "target", "components"],
    properties: {
      version,
      extends: below,
      target: {
        type: "string",
        enum: names,
        description: "Where it runs.",
        examples: names.slice(0, 1),
      },
      ...rest,
      ...settingsOf(targets),
      components: {
        type: "object",
        names: "component name",
        kinds,
        description: "What there is, by name; `kind` says what each is.",
        examples: [{ db: { kind: "Database", engine: "sqlite" } }],
      },
    },
  };
}

/** Each target's settings stand in the map of its name. */
function settingsOf(
  targets: Readonly<Record<string, { settings?: Readonly<Record<string, Property>> }>>,
): Record<string, Property> {
  return Object.fromEntries(
    Object.entries(targets).flatMap(([name, { settings }]) =>
      settings === undefined ? [] : [[name, makeSettings(name, settings)]],
    ),
  );
}

function makeSettings(name: string, properties: Readonly<Record<string, Property>>): Property {
  const entries = Object.entries(properties);
  return {
    type: "object",
    additionalProperties: false,
    properties,
    description: `Settings of target ${name}.`,
    examples: [Object.fromEntries(entries.slice(0, 1).map(([key, one]) => [key, one.examples[0]]))],
  };
}
