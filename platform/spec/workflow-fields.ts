/** The fields of what a repository's pipeline does with an environment. */
import type { Property } from "./schema.ts";

const folder = {
  type: "string",
  form: "path",
  description: "What is published, relative to the project.",
  examples: ["./app"],
} as const;

export const workflowFields = {
  scan: {
    type: "string",
    form: "cron",
    default: "0 3 * * *",
    description: "When code and dependencies are scanned, in `timezone`.",
    examples: ["0 3 * * *"],
  },
  drift: {
    type: "string",
    form: "cron",
    default: "*/30 * * * *",
    description: "When what runs is compared with the file, in `timezone`.",
    examples: ["*/30 * * * *"],
  },
  coverage: {
    type: "integer",
    minimum: 0,
    maximum: 100,
    default: 80,
    description: "Percent of lines that tests must reach before a deploy.",
    examples: [80],
  },
  approval: {
    type: "boolean",
    description: "Whether a person approves each plan first; in profile prod yes, else no.",
    examples: [true],
  },
  kubeconfig: {
    type: "string",
    form: "variable",
    description: "Secret of the pipeline that holds the kubeconfig; jobs that deploy get it as a file.",
    examples: ["KUBECONFIG_PROD"],
  },
  sshKey: {
    type: "string",
    form: "variable",
    description: "Secret of the pipeline that holds the private key for a Docker host over SSH.",
    examples: ["DEPLOY_SSH_KEY"],
  },
  awsRole: {
    type: "string",
    description: "Role at AWS that jobs assume by OpenID Connect; no key of AWS is stored.",
    examples: ["arn:aws:iam::123456789012:role/deploy"],
  },
  publish: {
    type: "object",
    additionalProperties: false,
    default: {},
    properties: {
      heroku: {
        type: "object",
        additionalProperties: false,
        required: ["folder"],
        properties: { folder },
        description: "Publishes a folder as an app of Heroku.",
        examples: [{ folder: "./app" }],
      },
      netlify: {
        type: "object",
        additionalProperties: false,
        required: ["folder", "publish"],
        properties: {
          folder,
          publish: {
            type: "string",
            form: "path",
            description: "The folder with the built pages, relative to the project.",
            examples: ["./ui/dist"],
          },
        },
        description: "Builds a folder with npm, and publishes its pages at Netlify.",
        examples: [{ folder: "./ui", publish: "./ui/dist" }],
      },
    },
    description: "Where else it is published.",
    examples: [{ heroku: { folder: "./app" } }],
  },
} as const satisfies Record<string, Property>;
