/** The fields of an image. */
import { type FieldsShape, text } from "./schema.ts";

export const imageFields = {
  type: "object",
  additionalProperties: false,
  description:
    "A program that components name: built from a folder, or ready. Give one of `build` and `ref`.",
  properties: {
    build: {
      type: "string",
      form: "path",
      description: "Folder that it is built from.",
      examples: ["./app"],
    },
    ref: {
      type: "string",
      form: "image",
      description: "A ready image, with a tag or a digest.",
      examples: ["ghcr.io/acme/app:1.4.0"],
    },
    steps: {
      type: "array",
      items: { type: "string" },
      default: ["npm ci", "npm run build --if-present"],
      description: "Command lines that make the program where no container engine is.",
      examples: [["npm ci", "npm run build"]],
    },
    workdir: {
      type: "string",
      form: "absolute path",
      default: "/app",
      description: "What relative paths of a command or a volume start from inside the image.",
      examples: ["/srv"],
    },
    dockerfile: {
      type: "string",
      form: "path",
      default: "Dockerfile",
      description: "File that says how its image is built, below the folder.",
      examples: ["Dockerfile.prod"],
    },
    stage: {
      type: "string",
      description: "Stage of that file; without it the last.",
      examples: ["production"],
    },
    args: {
      type: "object",
      names: "variable",
      additionalProperties: { type: text },
      default: {},
      description: "Arguments of the build, and variables of `steps`; never a secret.",
      examples: [{ FEATURE: "claims" }],
    },
    variables: {
      type: "string",
      form: "path",
      description:
        "JSON Schema of the variables that its programs read; unknown, missing and wrong ones are faults.",
      examples: ["./app/variables.schema.json"],
    },
    repository: {
      type: "string",
      form: "repository",
      description: "Where the image is pushed; it is deployed from there by its digest.",
      examples: ["ghcr.io/acme/app"],
    },
    tags: {
      type: "array",
      items: { type: "string", form: "tag" },
      description: "Tags that it gets besides that of its content; the environment's name.",
      examples: [["staging"]],
    },
    base: {
      type: "string",
      form: "image",
      description: "The image that it is built on, instead of the Dockerfile's own (`BASE_IMAGE`).",
      examples: ["node:24.11.0-bookworm-slim"],
    },
    noCache: {
      type: "boolean",
      default: false,
      description: "Built anew when it is built, without what earlier builds left.",
      examples: [true],
    },
  },
} as const satisfies FieldsShape;

/** Whom a change of each field concerns. */
export const imageReach: Readonly<Record<keyof typeof imageFields.properties, "nothing" | "users">> = {
  build: "users",
  ref: "users",
  steps: "users",
  workdir: "users",
  dockerfile: "users",
  stage: "users",
  args: "users",
  repository: "users",
  tags: "nothing",
  base: "users",
  noCache: "nothing",
  variables: "nothing",
};
